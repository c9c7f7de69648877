"""Every error gxstats raises on purpose.

GxstatsError
├── DefinitionError            a file of ours under definitions/ or a scheme is wrong: always stops
│   └── SchemeError            an assessment scheme is wrong: it cannot be chosen, the others can
├── ReadError                  one document could not be read: its batch goes on
│   ├── UnsupportedFileError   no reader for this kind of file, or suffix and content disagree
│   ├── DamagedFileError       truncated, encrypted or garbled
│   └── TooLargeError          over a stated limit (bytes, pages, cells, depth)
├── FormError
│   └── UnknownFormError       no official edition was recognised
├── StaleCorrectionError       a decision expects a value that is no longer there
├── NotAllowedError            this person may not write this kind of decision
└── StoreMissingError          there is no built store yet

Each carries an English sentence with {placeholders} and their values, so that `catalog.say` can put it in the
reader's language; `str(error)` is the English sentence filled in.
"""

from __future__ import annotations

from typing import Any


class GxstatsError(Exception):
    """An expected failure: `sentence` says what is so and what to do, `values` fill its placeholders."""

    def __init__(self, sentence: str, /, **values: Any) -> None:
        self.sentence = sentence
        self.values = values
        super().__init__(sentence.format_map(values) if values else sentence)

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.sentence, self.values)


def _again(kind: type[GxstatsError], sentence: str, values: dict[str, Any]) -> GxstatsError:
    """An error that came from another process."""
    return kind(sentence, **values)


class DefinitionError(GxstatsError):
    """One of our own definition files is wrong."""


class SchemeError(DefinitionError):
    """An assessment scheme is wrong; the sentence names file, item and reason."""


class ReadError(GxstatsError):
    """A document could not be read."""


class UnsupportedFileError(ReadError):
    """No reader takes this kind of file."""


class DamagedFileError(ReadError):
    """The file is truncated, encrypted or garbled."""


class TooLargeError(ReadError):
    """The file is over a stated limit."""


class FormError(GxstatsError):
    """Something about an official edition."""


class UnknownFormError(FormError):
    """No official edition was recognised."""


class StaleCorrectionError(GxstatsError):
    """A decision expects a value that is no longer there."""


class NotAllowedError(GxstatsError):
    """This person may not write this kind of decision."""


class StoreMissingError(GxstatsError):
    """There is no built store yet."""
