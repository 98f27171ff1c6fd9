"""Every kind of time phrase, a row each: what resolves it, and all that is done otherwise with some kinds than with others."""

from dataclasses import dataclass
from enum import Enum

from stories.engines.times import (
    ages,
    dates,
    days,
    decades,
    events,
    feast_days,
    from_events,
    kin_ages,
    own_feasts,
    parts_of_year,
    relative,
    school,
)
from stories.engines.times.phrase import Phrase
from stories.engines.times.reading import Reader

EVENT = "event"
"""What the world knows by a name: found by the list of events and not by a pattern."""


class Rank(Enum):
    """Which goes first of those that begin at the same place: firm, soft, plain."""

    FIRM = "firm"
    SOFT = "soft"
    """It only counts when what it points to is known; the words that it takes are not known before."""
    PLAIN = "plain"


class Begin(Enum):
    """From where a time is counted that does not say its year."""

    TALE = "tale"
    """The time told of last, as it was told."""
    TIME_OF_YEAR = "time of year"
    """As exactly as it is known where in a year the tale is."""
    YEAR_BEHIND = "year behind"
    """The year said right behind it, else as `TIME_OF_YEAR`: "in November, that was sixty-five"."""


class Whose(Enum):
    """Who must be spoken of for it to be a time of the narrator's."""

    NARRATOR = "narrator"
    """The words say so themselves."""
    NEAREST = "nearest"
    """The nearest person is "I": "aged nine"."""
    PUPIL = "pupil"
    """The same, and no child of the narrator's: "in sixth grade"."""
    SUBJECT = "subject"
    """ "I" does it: "left school at fourteen"."""
    BARE_SUBJECT = "bare subject"
    """The same, and only where a recogniser sets no points."""
    TALE = "tale"
    """Nobody need be: the narrator was as old as that in the year of the tale."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` is what the language files call it; `read` understands such a phrase."""

    name: str
    read: Reader
    rank: Rank = Rank.PLAIN
    begins: Begin = Begin.TALE
    whose: Whose = Whose.NARRATOR
    is_outright: bool = False
    """It says its time whole; such may take each other back: "in fifty-two, no, it was 1953"."""
    is_range: bool = False
    has_two_ends: bool = False
    """Each end was written as a time of its own: "1951-1953", "6-7 January"."""
    is_only_year: bool = False
    must_touch: bool = False
    """It is one only right behind another time: "the night of the blackout, sixty-five"."""
    is_of_a_year: bool = False
    """It names the year from the tale: "the next Easter"."""
    gives_way_to_year: bool = False
    """To what says the year itself, in the same words: "it was Easter, 1961"."""
    lends_year: bool = False
    """To a month said before it, in a tale that has no year: "January there, and out in March 1952"."""
    may_state_year: bool = False
    """Right before a clause: "ten years later, the year our grandson was born"."""
    may_end_soft: bool = False
    """A soft one may end in it: "the day after my tenth birthday"."""
    may_run_into_time: bool = False
    """It may point to a time that is said right behind it: "the day after" + "Christmas 1952"."""
    is_counted: bool = False
    """From another time, and so less sure of its year than an age told right after it."""
    is_from_tale: bool = False
    """Its year is that of the tale, or counted from it."""
    goes_on_from_range: bool = False
    """From its end: "from 1952 to 1955 …, two years later"."""
    looks_back: bool = False
    """Inside a sentence it moves no tale: "as they had done two years earlier"."""
    carries_on: bool = False
    """A sentence with it goes on with the story before."""
    is_age: bool = False
    may_be_reported: bool = False
    """Somebody else may have said it of himself: "he said, I was nineteen"."""
    may_be_of_another: bool = False
    """Of a life before: "he'd been at Gallipoli"."""
    may_be_name: bool = False
    """Of something that is no time: "a Korean War veteran"."""
    may_be_habit: bool = False
    """Of no one year: "at Christmas we'd always …"."""
    may_be_count: bool = False
    """Of things: "had 1940 sheep"."""
    may_wait: bool = False
    """For a date behind it: "ten years before when the Covid came, in March 2020"."""
    never_behind: str = ""
    """The list of the language file of what makes it no time: "the thermometer was in the seventies"."""

    @property
    def settles_year(self) -> bool:
        return self.is_outright or self.is_of_a_year

    @property
    def ends_soft(self) -> bool:
        return self.is_outright or self.may_end_soft

    @property
    def states_year(self) -> bool:
        return self.is_only_year or self.may_state_year


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("date", dates.read_date, is_outright=True, lends_year=True),
        Kind("edge_day", dates.read_edge_day, is_from_tale=True, begins=Begin.YEAR_BEHIND),
        Kind("season_of_years", dates.read_season_of_years),
        Kind("short_again", dates.read_short_again),
        Kind("month", dates.read_month_of_year, is_outright=True, lends_year=True),
        Kind("season", dates.read_season, is_outright=True, lends_year=True),
        Kind("holiday", dates.read_holiday, is_outright=True, lends_year=True),
        Kind("years", dates.read_years, is_range=True),
        Kind("years_dashed", dates.read_years, is_range=True, has_two_ends=True),
        Kind("days_dashed", dates.read_days_dashed, begins=Begin.YEAR_BEHIND, has_two_ends=True),
        Kind("year", dates.read_whole_year, is_outright=True, is_only_year=True, lends_year=True, may_be_count=True),
        Kind("short_year", dates.read_whole_year, is_outright=True, is_only_year=True),
        Kind("short_after", dates.read_whole_year, is_only_year=True, must_touch=True),
        Kind(
            "day_in_anchor",
            dates.read_day_in_anchor,
            is_from_tale=True,
            begins=Begin.YEAR_BEHIND,
            gives_way_to_year=True,
            carries_on=True,
        ),
        Kind("decade", decades.read_decade_said, never_behind="no_decade"),
        Kind("half_decade", decades.read_half_decade, never_behind="no_decade"),
        Kind("century", decades.read_century),
        Kind("age_range", ages.read_age, is_age=True),
        Kind("age", ages.read_age, may_be_reported=True, is_age=True),
        Kind("age_next", ages.read_age_next, is_age=True),
        Kind("age_of_somebody", ages.read_age, is_age=True, whose=Whose.NEAREST),
        Kind("age_at", ages.read_age_at, is_age=True, whose=Whose.SUBJECT),
        Kind("age_at_bare", ages.read_age_at, is_age=True, whose=Whose.BARE_SUBJECT),
        Kind("age_first", ages.read_age, is_age=True),
        Kind("age_old", ages.read_age, may_be_reported=True, is_age=True, whose=Whose.TALE),
        Kind("age_season", ages.read_age_season, rank=Rank.FIRM, is_age=True),
        Kind("before_age", ages.read_before_age, rank=Rank.FIRM, is_age=True),
        Kind("birthday", ages.read_turning_day, rank=Rank.FIRM, may_end_soft=True, may_be_reported=True, is_age=True),
        Kind("age_decade", ages.read_age_decade, may_be_reported=True, is_age=True),
        Kind("age_of_kin", kin_ages.read_age_of_kin),
        Kind("age_told", kin_ages.read_age_told),
        Kind("school", school.read_grade, whose=Whose.PUPIL),
        Kind("school_name", school.read_school_name, whose=Whose.PUPIL),
        Kind("last_school_year", school.read_last_school_year),
        Kind("school_year", school.read_school_year),
        Kind(
            "later",
            relative.read_later,
            is_from_tale=True,
            may_state_year=True,
            is_counted=True,
            goes_on_from_range=True,
            carries_on=True,
        ),
        Kind("later_range", relative.read_later_range, is_from_tale=True, is_counted=True, goes_on_from_range=True),
        Kind("one", relative.read_one, is_from_tale=True, is_counted=True, begins=Begin.TIME_OF_YEAR),
        Kind("half_later", relative.read_half_later, is_from_tale=True, is_counted=True, goes_on_from_range=True),
        Kind(
            "earlier",
            relative.read_earlier,
            is_from_tale=True,
            looks_back=True,
            may_state_year=True,
            is_counted=True,
            carries_on=True,
            may_wait=True,
        ),
        Kind("ago", relative.read_ago, may_state_year=True, is_counted=True),
        Kind("last", relative.read_last, is_counted=True),
        Kind(
            "next",
            relative.read_next,
            is_from_tale=True,
            is_of_a_year=True,
            is_counted=True,
            begins=Begin.TIME_OF_YEAR,
            goes_on_from_range=True,
            carries_on=True,
        ),
        Kind(
            "previous",
            relative.read_previous,
            is_from_tale=True,
            looks_back=True,
            is_of_a_year=True,
            is_counted=True,
            carries_on=True,
        ),
        Kind(
            "same",
            relative.read_same,
            is_from_tale=True,
            begins=Begin.YEAR_BEHIND,
            gives_way_to_year=True,
            is_counted=True,
            carries_on=True,
        ),
        Kind("this", relative.read_this, is_counted=True),
        Kind(
            "nth_period",
            relative.read_nth_period,
            is_from_tale=True,
            is_counted=True,
            begins=Begin.TIME_OF_YEAR,
            carries_on=True,
        ),
        Kind("before_last", relative.read_before_last, is_counted=True),
        Kind(
            "period_in_anchor",
            relative.read_at_hand,
            is_from_tale=True,
            begins=Begin.YEAR_BEHIND,
            gives_way_to_year=True,
            may_end_soft=True,
            is_counted=True,
            carries_on=True,
        ),
        Kind(
            "period_at_hand",
            relative.read_at_hand,
            is_from_tale=True,
            begins=Begin.YEAR_BEHIND,
            gives_way_to_year=True,
            is_counted=True,
            may_be_habit=True,
        ),
        Kind("season_at_hand", relative.read_season_at_hand, is_from_tale=True, is_counted=True),
        Kind(
            "next_day",
            days.read_next_day,
            is_from_tale=True,
            is_counted=True,
            begins=Begin.TIME_OF_YEAR,
            carries_on=True,
        ),
        Kind(
            "day_before",
            days.read_day_before,
            is_from_tale=True,
            is_counted=True,
            begins=Begin.TIME_OF_YEAR,
            carries_on=True,
        ),
        Kind(
            "days_later",
            days.read_days_later,
            is_from_tale=True,
            is_counted=True,
            begins=Begin.TIME_OF_YEAR,
            carries_on=True,
        ),
        Kind("yesterday", days.read_yesterday, is_counted=True, never_behind="no_yesterday"),
        Kind("days_earlier", days.read_days_earlier, is_from_tale=True, is_counted=True, begins=Begin.TIME_OF_YEAR),
        Kind("weekday", days.read_weekday, is_from_tale=True, is_counted=True, begins=Begin.TIME_OF_YEAR),
        Kind("day_number", days.read_day_number, is_from_tale=True, is_counted=True),
        Kind("month_end", days.read_month_end, is_from_tale=True, is_counted=True),
        Kind(
            "weekday_at_hand", days.read_weekday_at_hand, is_from_tale=True, is_counted=True, begins=Begin.TIME_OF_YEAR
        ),
        Kind("next_month", days.read_next_month, is_from_tale=True, is_counted=True, begins=Begin.TIME_OF_YEAR),
        Kind("same_month", days.read_same_month, is_from_tale=True, is_counted=True, begins=Begin.TIME_OF_YEAR),
        Kind("part_of_year", parts_of_year.read_part_of_year, is_from_tale=True, begins=Begin.TIME_OF_YEAR),
        Kind("feast_day", feast_days.read_feast_day, is_from_tale=True, begins=Begin.YEAR_BEHIND),
        Kind("around_feast", feast_days.read_around_feast, is_from_tale=True, begins=Begin.YEAR_BEHIND),
        Kind("months_pair", feast_days.read_months_pair, is_from_tale=True, begins=Begin.YEAR_BEHIND),
        Kind("day_of_next", feast_days.read_day_of_next, is_from_tale=True, begins=Begin.TIME_OF_YEAR),
        Kind("age_nth_year", feast_days.read_nth_year),
        Kind("week_of_month", feast_days.read_week_of_month, is_from_tale=True, begins=Begin.YEAR_BEHIND),
        Kind("zodiac", feast_days.read_zodiac),
        Kind("anniversary", own_feasts.read_anniversary),
        Kind("around_own", own_feasts.read_around_own),
        Kind(EVENT, events.read_event, rank=Rank.FIRM, may_be_of_another=True, may_be_name=True),
        Kind("war", events.read_war),
        Kind("war_began", events.read_war_began, rank=Rank.FIRM),
        Kind("war_declared", events.read_war_declared, rank=Rank.FIRM),
        Kind("war_ended", events.read_war_ended, rank=Rank.FIRM),
        Kind("war_part", events.read_war_part),
        Kind("before_war", events.read_before_war),
        Kind(
            "since_event",
            from_events.read_since_event,
            rank=Rank.SOFT,
            may_run_into_time=True,
            is_counted=True,
            begins=Begin.YEAR_BEHIND,
            carries_on=True,
        ),
        Kind("year_event", from_events.read_year_event, rank=Rank.SOFT, is_counted=True, carries_on=True),
        Kind("when_event", from_events.read_when_event, rank=Rank.SOFT, is_counted=True),
    )
}


def kind_of(phrase: Phrase) -> Kind:
    return KINDS[phrase.kind]
