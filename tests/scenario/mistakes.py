"""Mistakes that people make in scenario files, each a change of `small.toml`.

`old` is replaced by `new`; the error stands on the line of `at`, which is `new`'s own last line
unless given, and says all of `says`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    name: str
    old: str
    new: str
    says: tuple[str, ...]
    at: str = ""


SYNTAX = [
    Mistake("comma in a number", "men = 6000", "men = 6,000", ("takes no comma", "men = 6,000")),
    Mistake("text without quotes", 'refuge = "Cape"', "refuge = Cape", ("text and dates need quotes",)),
    Mistake(
        "quote not closed", 'refuge = "Cape"', 'refuge = "Cape', ("ends on the line where its quote began",)
    ),
    Mistake(
        "bracket not closed", 'entry = ["Cape"]', 'entry = ["Cape"', ("comma between two items",), "reinf"
    ),
    Mistake("name with a space unquoted", '[units."1st Brigade"]', "[units.1st Brigade]", ("is quoted",)),
    Mistake("key twice", "reserve = true", "reserve = true\nreserve = false", ("already given",)),
    Mistake("table twice", "[branch]", "[command] # again", ("already opened",)),
    Mistake("no equals sign", 'kind = "free"', 'kind "free"', ("a line is `key = value`",)),
    Mistake("no key", 'kind = "free"', "= free", ("neither `key = value`",)),
    Mistake("backslash", 'source = "invented"', r'source = "C:\data"', ("backslash",)),
    Mistake("unit after a number", "km = 40,", "km = 40 km,", ("comma between two items",)),
    Mistake("number too long", "men = 6000", f"men = {'9' * 5000}", ("too many digits",)),
]

SHAPE = [
    Mistake("unknown parameter", "expected_days", "expected_dyas", ("unknown key", 'mean "expected_days"?')),
    Mistake("unknown key of a unit", "quality = 1.4", "qualty = 1.4", ("unknown key", 'mean "quality"?')),
    Mistake("limit in no list", "weight = 0.4", "constraints = { day = 1 }", ("write constraints = [{",)),
    Mistake("unknown table", "[branch]", "[brnach]", ("unknown key", 'mean "branch"?')),
    Mistake("key of another table", "quality = 1.4", "expected_days = 1", ("it is one of [parameters]",)),
    Mistake("only a beginning", "quality = 1.4", "qual = 1.4", ('mean "quality"?',)),
    Mistake("a longer name is nearer than a likely one", "cohesion = ", "coh = ", ('mean "cohesion"?',)),
    Mistake("wrong letter case", "[observed]", "[Observed]", ('mean "observed"?',)),
    Mistake(
        "extends misspelt", "[scenario]", 'extend = "x.toml"\n[scenario]', ('mean "extends"?',), "extend ="
    ),
    Mistake("missing place", 'place = "Cape"\n', "", ('write place = "..."',), '[units."Cape Garrison"]'),
    Mistake("missing capital", 'capital = "Port Vell"\n', "", ('write capital = "..."',), "[scenario]"),
    Mistake("length misspelt", ", km = 42", ", lenght = 42", ("unknown key",)),
    Mistake(
        "road to nowhere without a length",
        'between = ["Ferry", "Bridge"], km = 42',
        'between = ["Ferry", "Brigde"]',
        ('no place "Brigde"',),
    ),
    Mistake(
        "winding below the crow's way",
        "[scenario]",
        "winding = 0.5\n[scenario]",
        ("from 1 to 3",),
        "winding =",
    ),
    Mistake("winding in words", "[scenario]", 'winding = "a"\n[scenario]', ("number from 1",), "winding ="),
    Mistake("number as text", "men = 6000", 'men = "6,000"', ("is no number", "write 6000 without quotes")),
    Mistake("word for a number", "men = 6000", 'men = "many"', ("expected a number from 1 to 10000000",)),
    Mistake("switch for a number", "prestige = 4", "prestige = true", ("true is no number", "from 0 to 20")),
    Mistake("list for a number", "prestige = 4", "prestige = [1, 2]", ("[1, 2] is no number",)),
    Mistake("not a number", "prestige = 4", "prestige = nan", ("nan is no number",)),
    Mistake("endless number", "quality = 1.4", "quality = inf", ("inf is no number",)),
    Mistake("latitude as text", "lat = 10.0", 'lat = "10.0"', ("write 10.0 without quotes",)),
    Mistake(
        "text for a switch", "reserve = true", 'reserve = "yes"', ("neither true nor false; write true",)
    ),
    Mistake("one for a switch", "reserve = true", "reserve = 1", ("neither true nor false",)),
    Mistake(
        "a whole number beyond all real ones",
        "tick_hours = 3.0",
        f"resolution = 1{'0' * 400}",
        ("is outside 1 to 1000000; write a number from 1 to 1000000",),
    ),
    Mistake("number for a name", 'refuge = "Cape"', "refuge = 7", ('write it in quotes: refuge = "7"',)),
    Mistake(
        "date without quotes",
        'start = "2001-03-01T06:00"',
        "start = 2001-03-01T06:00:00",
        ('write it in quotes: start = "2001-03-01T06:00"',),
    ),
    Mistake(
        "no such date, without quotes", 'start = "2001-03-01T06:00"', "start = 2001-02-30", ("in quotes",)
    ),
    Mistake("date in words", "2001-03-01T06:00", "1 March 2001", ("is no date", "2001-03-01T06:00")),
    Mistake("empty title", "The island of Vell", "", ('empty; write title = "..."',), 'title = ""'),
    Mistake("one name for a list", 'entry = ["Cape"]', 'entry = "Cape"', ('write entry = ["Cape"]',)),
    Mistake("one end of a road", '["Hills", "North Shore"]', '["Hills"]', ("exactly 2 names",)),
    Mistake(
        "three ends of a road", '["Hills", "North Shore"]', '["Hills", "Cape", "Bridge"]', ("exactly 2",)
    ),
    Mistake("too many aims", 'aims = ["Ferry"]', f"aims = {['Ferry'] * 13}", ("more than 12 items",)),
    Mistake("table for a text", 'refuge = "Cape"', "refuge = { at = 1 }", ("is no text",)),
    Mistake(
        "list for a table",
        "[command]\nconfidence = 0.2",
        "[[command]]\nconfidence = 0.2",
        ("is no table",),
        "[[command]]",
    ),
    Mistake(
        "number for a unit",
        "[groups.Shoremen]",
        "[units]\nX = 3\n[groups.Shoremen]",
        ("is no table", "[units.X]"),
        "X = 3",
    ),
    Mistake("table for a list of tables", "[observed]", "[[observed]]", ("is no table",)),
    Mistake(
        "day as text", "Bridge = 4.5", 'Bridge = "day 4"', ("is no day, no window and not", "from = 9.0")
    ),
    Mistake("held misspelt", "Bridge = 4.5", 'Bridge = "hold"', ('did you mean "held"?',)),
    Mistake("no day at all", "Bridge = 4.5", "Bridge = inf", ("is no day",)),
    Mistake("window of one end", "Bridge = 4.5", "Bridge = { from = 4 }", ("two keys from and to",)),
    Mistake(
        "window turned round", "Bridge = 4.5", "Bridge = { from = 4, to = 3 }", ("earlier day to a later",)
    ),
    Mistake("window of words", "Bridge = 4.5", 'Bridge = { from = 4, to = "x" }', ("numbers of days",)),
    Mistake(
        "note that is no text",
        'notes = { population = "invented too" }',
        "notes = { population = 3 }",
        ("is no text",),
    ),
]

RANGE = [
    Mistake(
        "share in per cent",
        "conscript_share = 0.1",
        "conscript_share = 10",
        ("0 to 1", "0.1 for 10 per cent"),
    ),
    Mistake("below the range", "quality = 1.4", "quality = 0", ("outside 0.01 to 10", "such as 1")),
    Mistake("negative people", "60_000", "-60_000", ("-60000 is below 0", "People living there")),
    Mistake(
        "negative days",
        "{ log_uniform = [2.0, 40.0] }",
        "-1",
        ("outside 0.05 to 1000", "such as 11", "before any news)"),
    ),
    Mistake("half a man", "men = 6000", "men = 6000.5", ("not whole; write 6000",)),
    Mistake("half a sub-unit", "tick_hours = 3.0", "resolution = 1.5", ("not whole", "from 1 to 1000000")),
    Mistake(
        "latitude off the globe",
        "lat = 10.0",
        "lat = 100.0",
        ("outside -90 to 90", "(Latitude, degrees north)"),
    ),
    Mistake(
        "distribution out of range", "[44.0, 2.0]", "[-44.0, 2.0]", ("outside 0.1 to 5000", "(Length, km)")
    ),
    Mistake(
        "distribution the wrong way",
        "[90_000, 120_000]",
        "[120_000, 90_000]",
        ("from low to high; write { uniform = [low, high] }",),
    ),
    Mistake(
        "unknown distribution",
        "log_uniform",
        "loguniform",
        ("unknown distribution", "write { log_uniform = [low, high] }"),
    ),
    Mistake(
        "two distributions",
        "[2.0, 40.0]",
        "[2.0, 40.0], uniform = [1, 2]",
        ("exactly one of", "{ normal = [mean, standard deviation] }"),
    ),
    Mistake(
        "empty distribution",
        "{ log_uniform = [2.0, 40.0] }",
        "{}",
        ("exactly one of", "{ normal = [mean, standard deviation] }"),
    ),
    Mistake(
        "distribution with a text",
        "[2.0, 40.0]",
        '[2.0, "40"]',
        ("a list of numbers; write { log_uniform = [low, high] }",),
    ),
    Mistake(
        "distribution with one end",
        "[2.0, 40.0]",
        "[2.0]",
        ("a list of numbers; write { log_uniform = [low, high] }",),
    ),
    Mistake("logarithm of nothing", "[2.0, 40.0]", "[0, 40.0]", ("above 0",)),
    Mistake("no spread", "[44.0, 2.0]", "[44.0, 0.0]", ("standard deviation", "above 0")),
    Mistake("no width", "[90_000, 120_000]", "[90_000, 90_000]", ("no width; write the number 90000",)),
    Mistake("spread wider than the range", "[44.0, 2.0]", "[44.0, 9000]", ("exceeds the whole range",)),
    Mistake("endless spread", "[44.0, 2.0]", "[44.0, inf]", ("finite",)),
    Mistake("unknown word", 'kind = "free"', 'kind = "hodl"', ('"free", "hold", "fall"', 'mean "hold"?')),
    Mistake("unknown event", 'kind = "retreat"', 'kind = "retreats"', ('mean "retreat"?',)),
    Mistake("history in the future", "day = -2.0", "day = 2.5", ("2.5 is outside -10000 to 0",)),
]

NAMES = [
    Mistake(
        "capital misspelt", 'capital = "Port Vell"', 'capital = "Port Vel"', ("no place", 'mean "Port Vell"?')
    ),
    Mistake("place misspelt", 'place = "Cape"', 'place = "cape"', ("there is no place", 'mean "Cape"?')),
    Mistake(
        "road to nowhere", '["Hills", "North Shore"]', '["Hills", "North Store"]', ('mean "North Shore"?',)
    ),
    Mistake("aim misspelt", 'aims = ["Ferry"]', 'aims = ["Fery"]', ('mean "Ferry"?',)),
    Mistake(
        "junction misspelt",
        '["Ferry"]\n\n[places."Port',
        '["Fairy"]\n\n[places."Port',
        ('mean "Ferry"?',),
        "corridor_junctions",
    ),
    Mistake("entry misspelt", 'entry = ["Cape"]', 'entry = ["Cap"]', ('mean "Cape"?',)),
    Mistake("empty place", 'place = "Cape"', 'place = ""', ('there is no place ""', "known:")),
    Mistake(
        "backer misspelt", 'backer = "Old Ally"', 'backer = "Old Aly"', ("no backer", 'mean "Old Ally"?')
    ),
    Mistake("community misspelt", 'community = "Bridge quarter"', 'community = "Quarter"', ("no community",)),
    Mistake("record of nowhere", "Bridge = 4.5", "Brigde = 4.5", ('mean "Bridge"?',)),
    Mistake(
        "history of nowhere",
        'place = "North Shore"\nsize',
        'place = "South"\nsize',
        ("no place",),
        'place = "South"',
    ),
    Mistake(
        "controller misspelt",
        'lon = 20.2\ncontroller = "Hill Front"',
        'lon = 20.2\ncontroller = "Hill Font"',
        ('neither "state" nor a group', 'mean "Hill Front"?'),
    ),
    Mistake("not risen yet", "lon = 19.8", 'lon = 19.8\ncontroller = "Bridge rising"', ("has not risen",)),
    Mistake(
        "note on no field", "notes = { population =", "notes = { people =", ("a note belongs to a field",)
    ),
    Mistake("aim twice", 'aims = ["Ferry"]', 'aims = ["Ferry", "Ferry"]', ("named twice",)),
    Mistake("name too long", "[units.Volunteers]", f'[units."{"V" * 61}"]', ("61 letters; at most 60",)),
    Mistake("empty name", "[units.Volunteers]", '[units.""]', ("not empty",)),
    Mistake(
        "dot in a name", "[units.Volunteers]", '[units."Volunteers No. 5"]', ('write "Volunteers No 5"',)
    ),
    Mistake(
        "line break in a name", "[units.Volunteers]", r'[units."Volun\nteers"]', ("no control character",)
    ),
    Mistake("names alike but for case", "[units.Volunteers]", '[units."1ST BRIGADE"]', ("only in case",)),
    Mistake("group called state", "[groups.Shoremen]", "[groups.state]", ("give the group another name",)),
    Mistake(
        "fighters called like a group",
        'fighters = "Bridge rising"',
        'fighters = "Shoremen"',
        ("a group already",),
    ),
    Mistake(
        "road twice",
        "V5 = {",
        'V6 = { between = ["Hills", "Bridge"], km = 9 }\nV5 = {',
        ('already joined by "V4"',),
        "V6 =",
    ),
    Mistake(
        "place without a road",
        'V5 = { between = ["Hills", "North Shore"], km = 30 }',
        "",
        ('places.North Shore: no way leads here from "Port Vell"',),
        '[places."North Shore"]',
    ),
    Mistake("road to itself", '["Hills", "North Shore"]', '["Hills", "Hills"]', ("two different places",)),
]

SENSE = [
    Mistake(
        "capital as bellwether", 'bellwether = "Bridge"', 'bellwether = "Port Vell"', ("the capital already",)
    ),
    Mistake(
        "capital as junction",
        '["Ferry"]\n\n[places."Port',
        '["Port Vell"]\n\n[places."Port',
        ("the capital or the bellwether itself",),
        "corridor_junctions",
    ),
    Mistake("refuge in rebel hands", 'refuge = "Cape"', 'refuge = "Hills"', ('held by "Hill Front"',)),
    Mistake(
        "unit among rebels", 'place = "Cape"', 'place = "Hills"', ('held by "Hill Front"', "of the state")
    ),
    Mistake(
        "group among the state",
        'place = "North Shore"\nmen',
        'place = "Ferry"\nmen',
        ("held by the state",),
        'place = "Ferry"',
    ),
    Mistake("paused far away", 'paused_before = "Bridge"', 'paused_before = "Cape"', ("no road joins",)),
    Mistake(
        "paused before friends", 'paused_before = "Bridge"', 'paused_before = "North Shore"', ("not held by",)
    ),
    Mistake("loyal and risen", "grievance = 0.6", 'loyal = true\nstance = "risen"', ("never rises",)),
    Mistake("unit with the rebels' backer", 'backer = "Old Ally"', 'backer = "Neighbour"', ('role "state"',)),
    Mistake(
        "group with the state's backer",
        '"Bridge"\nbacker = "Neighbour"',
        '"Bridge"\nbacker = "Old Ally"',
        ('role "rebels"',),
    ),
    Mistake("raised by nobody", "reserve = true", "dormant = true", ("raised by loyal people",)),
    Mistake("militia of nobody", "reserve = true", "militia = true", ("needs a backer",)),
    Mistake("advisers of nobody", "reserve = true", "adviser_share = 0.2", ("needs a backer",)),
    Mistake("constraints out of order", "day = 5.0, most", "day = -5.0, most", ("in order of days",)),
    Mistake("two constraints on one day", "day = 5.0, most", "day = 0.00, most", ("in order of days",)),
    Mistake(
        "reinforcements without a way in",
        'entry = ["Cape"]\n',
        "",
        ("need a way in",),
        "reinforcements_per_day",
    ),
    Mistake("order of nothing", 'units = ["Guard Brigade"]\n', "", ("one place or moves units",), "[orders"),
    Mistake(
        "order of two kinds",
        'units = ["Guard Brigade"]',
        'place = "Cape"\nunits = ["Guard Brigade"]',
        ("one place or moves units",),
        '[orders."To',
    ),
    Mistake("order to nobody", '["Guard Brigade"]', '["Guard Brigad"]', ('mean "Guard Brigade"?',)),
    Mistake("order to nowhere", 'to = "Ferry"', 'to = "Fery"', ('mean "Ferry"?',)),
    Mistake(
        "order to stay",
        '12.0] }\nplace = "Ferry"',
        '12.0] }\nplace = "Port Vell"',
        ("is the place that is given up",),
        '[orders."Leave',
    ),
    Mistake("order without a day", "day = 9.0\n", "", ("write day =",), '[orders."To'),
    Mistake(
        "place lost nowhere",
        'place = "North Shore"\nsize',
        "size",
        ("happens somewhere",),
        "size = 3.0\n\n[[history]]",
    ),
    Mistake(
        "size of a stand",
        'kind = "retreat"\nplace = "Hills"',
        'kind = "stand"\nplace = "Hills"',
        ("history[0].size: no number of a stand", "write men = 1000, days = 1.5"),
        "size = 3.0",
    ),
    Mistake(
        "stand of nobody",
        'kind = "retreat"\nplace = "Hills"\nsize = 3.0',
        'kind = "stand"\nplace = "Hills"\ndays = 2',
        ("history[0].men: missing", "write men = 1000, days = 1.5"),
        "[[history]]",
    ),
    Mistake("no such day", "2001-03-01T06:00", "2001-02-30T06:00", ("no day of the calendar",)),
    Mistake("uneven ticks", "tick_hours = 3.0", "tick_hours = 5.0", ("whole number of ticks", "write 4.8")),
    Mistake("too many ticks", "tick_hours = 3.0", "tick_hours = 0.0001", ("at most 1000000",)),
    Mistake("branch after the end", "from_day = 2.0", "from_day = 30.0", ("not before the horizon",)),
    Mistake(
        "branch perhaps after the end",
        "from_day = 2.0",
        "from_day = { uniform = [1, 31] }",
        ("day 31 is not before",),
    ),
    Mistake(
        "branch that ends before it begins", "from_day = 2.0", "from_day = 2\nuntil_day = 1", ("not after",)
    ),
    Mistake("branch nowhere", 'kind = "free"', 'kind = "free"\nplace = "Brigde"', ('mean "Bridge"?',)),
    Mistake(
        "branch where the state is not",
        'kind = "free"',
        'kind = "hold"\nplace = "North Shore"',
        ("held by", "name a place of the state's"),
    ),
    Mistake("too many formations", "tick_hours = 3.0", "resolution = 1000000", ("write 250000 or less",)),
    Mistake("no such outline", "tick_hours = 3.0", 'outline = "vell.geojson"', ("there is no outline",)),
    Mistake(
        "nothing to remove",
        "[scenario]",
        'remove = ["units.X"]\n[scenario]',
        ("nothing to remove",),
        "remove",
    ),
    Mistake("remove no list", "[scenario]", 'remove = "units.X"\n[scenario]', ("a list of names",), "remove"),
    Mistake(
        "star that fits nothing",
        "[branch]",
        '[units."Xyz *"]\nmen = 3\n[branch]',
        ('no unit fits "Xyz *"',),
        '[units."Xyz *"]',
    ),
    Mistake(
        "star in a table without names",
        "[branch]",
        '["parametrs.*"]\nx = 3\n[branch]',
        ("stands for names within places, roads, units",),
        '["parametrs.*"]',
    ),
    Mistake(
        "extends a missing file",
        "[scenario]",
        'extends = "smal.toml"\n[scenario]',
        ("does not exist",),
        "extends",
    ),
    Mistake(
        "extends itself", "[scenario]", 'extends = "island.toml"\n[scenario]', ("in a circle",), "extends"
    ),
    Mistake(
        "extends a list with a number",
        "[scenario]",
        "extends = [3]\n[scenario]",
        ("extends[0]: 3: expected the name of a file in quotes",),
        "extends",
    ),
    Mistake(
        "extends an empty list", "[scenario]", "extends = []\n[scenario]", ("name of a file",), "extends"
    ),
    Mistake(
        "extends a number",
        "[scenario]",
        "extends = 3\n[scenario]",
        ("name of a file in quotes", "a list of such names"),
        "extends",
    ),
]

MISTAKES = [*SYNTAX, *SHAPE, *RANGE, *NAMES, *SENSE]
