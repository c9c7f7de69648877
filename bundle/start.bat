@echo off
rem Installs the dashboard from the wheels beside this script, without any network, and starts it.
rem Other data: set GXSTATS_DATA=D:\data   Another Python: set PYTHON=C:\Python312\python.exe
setlocal
cd /d "%~dp0"
if not defined PYTHON (
  where py >nul 2>nul && (set "PYTHON=py -3") || (set "PYTHON=python")
)
%PYTHON% -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"
if errorlevel 1 (
  echo Python 3.11, 3.12 or 3.13 is needed. Install it from the installer kept with this folder, then start again.
  pause
  exit /b 1
)
fc /b VERSION .venv\VERSION >nul 2>nul
if errorlevel 1 (
  %PYTHON% -m venv --clear .venv || goto :failed
  .venv\Scripts\python.exe -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels -r requirements.txt || goto :failed
  copy /y VERSION .venv\VERSION >nul
)
.venv\Scripts\python.exe -m streamlit run app.py --server.headless=false --server.showEmailPrompt=false %*
exit /b %errorlevel%
:failed
echo The installation failed; the lines above say why.
pause
exit /b 1
