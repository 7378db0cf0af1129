"""Words that are said of those who sign, in the languages of letters: offices, bodies, titles, degrees.

Data only; another word is another branch of a pattern.
"""
# ruff: noqa: RUF001 -- tables of words are read row by row, in the scripts of their languages

import re

GENERATION = re.compile(r"(?:jr|sr|i{2,3}|iv)\.?", re.IGNORECASE)
POST_NOMINAL = re.compile(
    r"(?:esq|ph\.?\s?d|m\.?\s?d|d\.?\s?o|j\.?\s?d"
    r"|ll\.?\s?[mbd]|m\.?\s?p\.?\s?[ah]"
    r"|m\.?\s?b\.?\s?a|m\.?\s?sc?|b\.?\s?(?:a|sc)|d\.?\s?phil|sc\.?\s?d|ed\.?\s?d|r\.?\s?n|c\.?\s?p\.?\s?a|p\.?\s?e|dds|dvm"
    r"|facs|frs|obe|cbe|mbe|kbe|qc|kc|mp|mep|mla|ir|mr|ret|s\.?\s?j|o\.?\s?p)\.?",
    re.IGNORECASE,
)
PLACED_OFFICE = re.compile(  # offices held over a place or a body: `Mayor of`, `President of`
    r"(?P<title>(?:(?:lord|vice|deputy|acting|former|interim|lieutenant|prime|executive|co-?|honorary)[\s-]*)*"
    r"(?:mayor|president|governor|supervisor|premier|minister-president|bishop|archbishop|rector|chancellor"
    r"|county executive|executive|judge|sheriff|treasurer))"
    r"(?P<joint>\s+of\s+)(?P<organisation>(?:the\s+)?\S.*)",
    re.IGNORECASE,
)
OFFICE = re.compile(
    r"\b(?:mayor|president|governor|supervisor|director|manager|chair(?:man|woman|person)?|secretary|minister|officer|head"
    r"|professor|prof|lecturer|reader|fellow|dean|chief|executive|commissioner|clerk|counsel|attorney|partner|associate"
    r"|assistant|administrator|coordinator|founder|owner|proprietor|editor|treasurer|senator|representative|councill?or"
    r"|member|judge|bishop|rector|chancellor|engineer|analyst|scientist|researcher|rapporteur|ombuds(?:man|woman|person)|ambassador|envoy|spokes(?:man|woman|person)"
    r"|student|author|journalist|lawyer|postdoc|maintainer|developer|programmer|consultant|teacher|inspector|advis[eo]r|agent|lead|ceo|cto|cfo|coo"
    r"|leiter(?:in)?|geschäftsführer(?:in)?|vorstand|vorsitzende[r]?|bürgermeister(?:in)?|direktor(?:in)?|präsident(?:in)?"
    r"|sprecher(?:in)?|directeur|directrice|(?:vice-)?président(?:e)?|maire|députée?|secrétaire|presidente|direct(?:or|ora)"
    r"|diret(?:or|ora)|secret[aá]ri[oa]|alcalde(?:sa)?|portavoz|presidentessa|direttore|direttrice|segretari[oa]|sindaco"
    r"|voorzitter|directeur|bestuurder|ordförande|sekreterare|vd|prezes(?:ka)?|dyrektor(?:ka)?|kierowni(?:k|czka)|przewodnicząc[ay]|rzeczni(?:k|czka)"
    r"|(?:general)?sekret(?:är(?:in)?|erare|ær|arz)|(?:næst)?formand|(?:styre)?leder|direktør|ledare|kansler|doktorand(?:in)?|doktorant(?:ka)?"
    r"|doctorante?|dottorand[oa]|promovend(?:us|a|i)|hoogleraar|docent|professeure?|profesora?|professora|enseignante?"
    r"|(?:rechts)?anw(?:alt|ältin)|avocate?|abogad[oa]|avvocat[oa]|advogad[oa]|advocaat|advokat|adwokat|médecin|infirmi(?:er|ère)"
    r"|journalist(?:in|e|ka)|periodista|giornalista|jornalista|dziennikar(?:z|ka)|bibliotecari[oa]|bibliothécaire"
    r"|יו[\"״]ר|מנכ[\"״]לי?ת?|מזכ[\"״]ל|מנהלת?|דיקן|מרצה|נשיאת?|رئيسة?|مديرة?|أستاذة?|أمين|عميدة?|محامية?|صحفية?"
    r"|(?:beleids)?adviseur|coord[ei]n?a(?:dora?|teur|trice|tor[ae]?)|capo|skattmästare|schatzmeister(?:in)?|trésori(?:er|ère))\b",
    re.IGNORECASE,
)
BODY = re.compile(
    r"\b(?:university|college|school|city|town|county|state|department|division|office|center|centre|institute|institut"
    r"|ministry|agency|bureau|council|committee|commission|association|foundation|society|union|company|corporation|inc|ltd"
    r"|llc|llp|gmbh|ag|kg|e\.v|s\.a|bank|hospital|church|laborator(?:y|ies)|facility|source|group|trust|service[s]?|board"
    r"|universität|hochschule|stadt|amt|verein|verband|stiftung|université|ville|universidade?|universit(?:à|at|eit|etet)"
    r"|asociación|associação|associazione|vereniging|stichting|fundaci[óo]n|fundação|fundacja|fondazione|fondation"
    r"|stowarzyszenie|uniwersytet|förening(?:en)?|ministère|ministerio|ministério|ministero|ministerie|academy|alliance"
    r"|אוניברסיט[הת]|מכללת|עמותת|התנועה|האגודה|החוג|מכון|(?:ال)?جامعة|مؤسسة|نقابة|معهد|مركز|جمعية"
    r"|network|organi[sz]ation|federation|clinic|programme|college)\b",
    re.IGNORECASE,
)
HONORIFIC = re.compile(
    r"(?:dr|prof(?:essor)?|sir|dame|lord|lady|rev(?:erend)?|fr|senator|mayor|judge|justice|councill?or"
    r"|representative|bishop|governor|president|minister|ambassador|mrs?|ms|mx|herr|frau|m|mme)\b\.?\s+[^\W\d_]"
    r"|(?:פרופ['׳]|ד[\"״]ר|עו[\"״]ד|גב['׳]|מר|د\.|أ\.\s?د\.|السيدة?)\s*[^\W\d_]",
    re.IGNORECASE,
)
PROCURATION = re.compile(
    r"(?:i\.\s?[AV]\.|[Bb]y:|[Gg]ez\.|\(?[Ss]gd\.?\)?|ppa\.|pp?\.\s?p\.|pp\.?|per\spro\.?|p/p|p\.o\.)\s+(?=[^\W\d_a-z])"
)
COMPANY = re.compile(
    r"[^,]{2,80}\b(?:GmbH(?: & Co\. KG)?|AG|KG|e\.\s?V\.|Ltd\.?|Limited|LLC|Inc\.|plc|S\.?A\.?S?\.?|B\.V\.|AB"
    r"|A/S|S\.r\.l\.)"
)
PARTICLES = frozenset(
    (
        "von",
        "van",
        "der",
        "den",
        "de",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "du",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "af",
        "zu",
        "y",
        "e",
        *("dr", "dr.", "prof.", "mgr", "mgr.", "hab.", "inż.", "lic.", "ir.", "ing.", "drs.", "mr."),
    )
)
