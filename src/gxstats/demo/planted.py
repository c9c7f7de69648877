"""Which fault stands where: the list behind data/example/planted.toml."""

from __future__ import annotations

from gxstats.demo import faults as by
from gxstats.demo.faults import Fault, Told
from gxstats.demo.made import TABLES


def faults() -> tuple[Fault, ...]:
    """Every planted fault: those within a report, across years, in the prose, in the form, and around the document."""
    return (*_within(), *_across(), *_prose(), *_structure(), *_reading())


def _within() -> tuple[Fault, ...]:
    one, two, three = "requests", "disputes", "disclosure"
    return (
        Fault("east_street", 2023, "received 1 above the balance",
              (Told("requests_balance", one, column="natural_person"), Told("requests_balance", one, column="total")),
              numbers=by.more(requests__received__natural_person=1, requests__received__total=1)),
        Fault("human_resources", 2024, "results 2 below those handled",
              (Told("requests_handled_sum", one, column="natural_person"),
               Told("requests_handled_sum", one, column="total")),
              numbers=by.more(requests__granted__natural_person=-2, requests__granted__total=-2)),
        Fault("yongfeng", 2024, "totals of two rows 1 too high and 1 too low",
              (Told("requests_row_total", one, "granted"), Told("requests_row_total", one, "unavailable_not_held")),
              numbers=by.more(requests__granted__total=1, requests__unavailable_not_held__total=-1)),
        Fault("liulin", 2021, "total of reviews 1 too high",
              (Told("disputes_total", two, "reconsideration"), Told("region_gap", two, unit="county")),
              numbers=by.more(disputes__reconsideration__total=1)),
        Fault("housing", 2023, "total of lawsuits printed 0 over its parts",
              (Told("disputes_total", two, "litigation_direct"), Told("pending_case_bound", two, "litigation_direct")),
              numbers=by.printed(disputes__litigation_direct__total=0, disputes__litigation_direct__upheld=3)),
        Fault("market", 2022, "a count with decimals", (Told("count_not_whole", three, "coercion", "decisions"),),
              numbers=by.more(disclosure__coercion__decisions=0.5)),
        Fault("health", 2022, "a cell left blank where others print 0",
              (Told("blank_cells", one, "denied_security", "business"),),
              numbers=by.printed(requests__denied_security__business=None), layout="html_word"),
        Fault("natural_resources", 2022, "total of reviews left blank",
              (Told("total_missing", two, "reconsideration"),),
              numbers=by.printed(disputes__reconsideration__total=None)),
        Fault("qingshan", 2020, "more lawsuits after review than reviews",
              (Told("litigation_after_exceeds_reviews", two, "litigation_after"),),
              numbers=by.printed(disputes__litigation_after__upheld=6, disputes__litigation_after__corrected=0,
                                  disputes__litigation_after__other=0, disputes__litigation_after__pending=0,
                                  disputes__litigation_after__total=6)),
        Fault("audit", 2021, "stock smaller than what was issued this year",
              (Told("stock_below_issue", three, "normative_document"),),
              numbers=by.printed(disclosure__normative_document__issued=3, disclosure__normative_document__repealed=0,
                                  disclosure__normative_document__in_force=1)),
        Fault("transport", 2025, "a bureau that makes regulations",
              (Told("regulation_without_power", three, "regulation"),),
              numbers=by.more(disclosure__regulation__issued=1, disclosure__regulation__in_force=1)),
        Fault("office", 2024, "an office that licenses", (Told("office_with_decisions", three, "licensing"),),
              numbers=by.printed(disclosure__licensing__decisions=12)),
        Fault("approval", 2022, "the fee in yuan instead of ten thousand yuan",
              (Told("fee_unit_suspect", three, "fee"), Told("fee_unit_suspect", three, "fee", year=2023)),
              numbers=by.times("disclosure/fee/amount", 10_000)),
        Fault("urban_management", 2021, "the fee printed with its unit, yuan",
              (Told("fee_unit_suspect", three, "fee"), Told("fee_unit_suspect", three, "fee", year=2022)),
              change=by.cell_says("disclosure/fee/amount", "yuan", amount=186_400)),
    )


def _across() -> tuple[Fault, ...]:
    one, two, three = "requests", "disputes", "disclosure"
    return (
        Fault("agriculture", 2024, "carried in 2 above last year's carried over",
              (Told("carry_over_chain", one, "carried_in"),),
              numbers=by.more(requests__carried_in__natural_person=2, requests__carried_in__total=2,
                               requests__received__natural_person=-2, requests__received__total=-2)),
        Fault("forestry", 2025, "stock of documents 3 too high", (Told("stock_flow", three, "normative_document"),),
              numbers=by.more(disclosure__normative_document__in_force=3)),
        Fault("finance", 2020, "items of last year 4 too many", (Told("items_chain", three, "licensing"),),
              numbers=by.more(disclosure__licensing__prior_items=4)),
        Fault("public_security", 2025, "penalties nine times those of last year",
              (Told("sudden_change", three, "penalty"),),
              numbers=by.times("disclosure/penalty/decisions", 9)),
        Fault("statistics", 2025, "last year's numbers again",
              (Told("same_as_last_year"), Told("carry_over_chain"), Told("stock_flow", three)),
              numbers=by.copied, source=("statistics", 2024)),
        Fault("dawan", 2019, "the numbers of another town",
              (Told("copied_numbers"),), numbers=by.copied, source=("baihe", 2019)),
        Fault("baihe", 2019, "its numbers are also another town's", (Told("copied_numbers"),), source=("dawan", 2019)),
        Fault("pingan", 2019, "a review without any request", (Told("implausible_zero", one, "received"),),
              numbers=by.no_requests),
        Fault("water", 2024, "cases left pending that next year does not know",
              (Told("pending_case_bound", two, "reconsideration", year=2025), Told("region_gap", two, unit="county")),
              numbers=by.more(disputes__reconsideration__pending=6, disputes__reconsideration__total=6)),
        Fault("county", 2024, "5 requests more than its bodies had", (Told("region_gap", one),),
              numbers=by.more(**{f"requests__{row}__{column}": 5 for row in ("received", "handled", "granted")
                                  for column in ("natural_person", "total")})),
        Fault("education", 2022, "published twice, with two numbers of licences",
              (Told("documents_differ", three, "licensing", "decisions"),), again=by.more(disclosure__licensing__decisions=1)),
        Fault("longquan", 2024, "last year's text again", (Told("copied_text"),),
              source=("longquan", 2023), same_text=True),
        Fault("shimen", 2023, "the text of another town", (Told("copied_text"),),
              source=("baihe", 2023), same_text=True),
        Fault("baihe", 2023, "its text is also another town's", (Told("copied_text"),), source=("shimen", 2023)),
        Fault("shimen", 2024, "published in March",
              (Told("late_publication"),), change=by.but(published_on="2025-03-12")),
        Fault("commerce", 2022, "published in February", (Told("late_publication"),),
              change=by.but(published_on="2023-02-20")),
        Fault("county", 2022, "published in April",
              (Told("late_publication"),), change=by.but(published_on="2023-04-06")),
    )


def _prose() -> tuple[Fault, ...]:
    return (
        Fault("education", 2024, "the prose counts more requests than the table", (Told("text_received"),),
              change=by.says("overview", "received", wrong=987)),
        Fault("natural_resources", 2024, "the prose counts more reviews than the table",
              (Told("text_reconsideration"),),
              change=by.says("overview", "reviews", wrong=97)),
        Fault("housing", 2021, "the prose counts more lawsuits than the table", (Told("text_litigation"),),
              change=by.says("overview", "lawsuits", wrong=96)),
        Fault("east_street", 2022, "all closed, with requests carried over", (Told("text_all_closed"),),
              change=by.says("overview", "all_closed")),
        Fault("natural_resources", 2021, "all upheld, with cases corrected", (Told("text_outcome"),),
              change=by.says("overview", "all_upheld")),
        Fault("justice", 2023, "the prose counts more documents than the table", (Told("text_normative_documents"),),
              change=by.says_instead("management", "normative", wrong=88)),
        Fault("market", 2024, "a share that the table does not give", (Told("text_percentage"),),
              change=by.says("overview", "share", wrong="3.21")),
        Fault("urban_management", 2023, "a number of refusals that the table does not give",
              (Told("narrative_conflict"),),
              change=by.says("overview", "outcome", wrong=79)),
        Fault("environment", 2023, "another county's name in the prose", (Told("foreign_name"),),
              change=by.says("overview", "foreign")),
        Fault("baihe", 2024, "the period of the year before", (Told("text_period"), Told("year_unclear")),
              change=by.period_of_last_year),
        Fault("finance", 2023, "nothing in the problems section", (Told("problems_empty"),),
              change=by.only_says("problems", "nothing")),
        Fault("civil_affairs", 2022, "nothing said of information fees", (Told("information_fee_unstated"),),
              change=by.only_says("other_matters", "no_fee_said")),
        Fault("forestry", 2022, "the text speaks of another bureau", (Told("unit_unclear"),),
              change=by.says("opening", "other_unit")),
    )


def _structure() -> tuple[Fault, ...]:
    return (
        Fault("justice", 2024, "no section on other matters", (Told("section_missing"),),
              change=by.but(without=frozenset({"other_matters"}))),
        Fault("emergency", 2023, "no table of disputes", (Told("table_missing", "disputes"),),
              change=by.but(without=frozenset({"disputes"})), layout="docx"),
        Fault("medical_insurance", 2022, "the table of disputes is a picture",
              (Told("table_is_picture", "disputes"), Told("table_missing", "disputes")),
              change=by.but(without=frozenset({"disputes"})), layout="html_plain"),
        Fault("culture", 2021, "the form of 2019 used for 2021", (Told("form_mismatch"),), change=by.old_form,
              source=("culture", 2020)),
        Fault("west_street", 2022, "other handling in one row, as in the older form", (Told("form_mismatch"),),
              change=by.one_row, layout="html_plain"),
        Fault("shuangqiao", 2020, "signs instead of 0 in every table", (Told("blank_cells"),),
              change=by.but(zero="/"), layout="html_plain"),
    )


def _reading() -> tuple[Fault, ...]:
    one, two, three = "requests", "disputes", "disclosure"
    return (
        Fault("reform", 2023, "a word where a number belongs",
              (Told("cell_unreadable", three, "licensing", "decisions"),),
              change=by.cell_says("disclosure/licensing/decisions", "unreadable"), layout="html_plain"),
        Fault("civil_affairs", 2024, "a row without its label", (Told("label_unmapped", one),), change=by.misnamed,
              layout="html_plain"),
        Fault("liulin", 2023, "a row is missing", (Told("row_missing", one, "carried_in"),),
              change=by.but(without=frozenset({"carried_in"})), layout="html_plain"),
        Fault("tax", 2023, "digits run together", (Told("digits_unresolved", three), Told("digits_unresolved", two)),
              layout="text_glued"),
        Fault("medical_insurance", 2019, "a file cut in half", (Told("unreadable"),), damage=by.half, layout="docx"),
        Fault("chengguan", 2020, "no table at all", (Told("not_a_report"),),
              change=by.but(without=frozenset(TABLES)), layout="html_plain"),
    )
