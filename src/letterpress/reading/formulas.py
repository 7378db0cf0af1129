"""The set phrases of letters by language: how they greet, close and label their parts.

Data only; another language is another row. Patterns match a whole line without its markup.
"""
# ruff: noqa: E501, RUF001 -- tables of phrases are read row by row, and apostrophes are as people type them

import re
from dataclasses import dataclass

from letterpress.source import SALUTATION_MARKS


@dataclass(frozen=True, slots=True)
class Formulas:
    """How a language greets and takes leave; a match also tells the language of the letter."""

    language: str
    salutation: re.Pattern[str]
    close: re.Pattern[str]


def _formulas(language: str, salutation: str, close: str) -> Formulas:
    return Formulas(
        language,
        re.compile(rf"(?:{salutation})\b.*", re.IGNORECASE),
        re.compile(rf"(?:{close})\s*[,.!;:\u060c]?", re.IGNORECASE),
    )


FORMULAS = (
    _formulas(
        "en",
        "dear|to whom(?:soever)? it may concern|ladies and gentlemen|gentlemen|sirs?(?= or| and|[/,:]|$)|madam(?=[,:]|$)|your (?:excellency|honou?r"
        "|grace|majesty|eminence|holiness)|(?:excellenc(?:y|ies)|colleagues|friends|comrades)(?=[,:])|my dear|honou?rable"
        "|distinguished|esteemed|respected|hello|greetings|to the editors?|to all"
        r"|to (?=(?:the|our|president|prime minister|minister|chancellor|members|mr|ms|mrs|dr|prof|his|her)\b[^:]{3,140}[:,]$)"
        r"(?!.{0,140}\b(?:we|i|you|please|this|that|end|extent)\b)\w+",
        r"(?:(?:yours?|very|most|with|in|and|i|we|am|are|remain|your)\s+){0,4}"
        r"(?:sincerely|faithfully|truly|respectfully|cordially|gratefully|obediently|affectionately|fraternally)"
        r"(?:\s+(?:yours?|submitted|and|obedient|servants?))*"
        r"|(?:(?:with|and|my|our|kindest|kind|warmest|warm|best|many)\s+){0,5}(?:regards|wishes|greetings)"
        r"|yours(?:\s+(?:ever|always))?|in solidarity|(?:with\s+)?(?:many |best |our |my )?thanks|all the best|best|love|cheers"
        r"|with\s+(?:(?:our|my|great|greatest|deep|deepest|highest|utmost|and|sincere)\s+){0,3}(?:respect|appreciation|gratitude|solidarity)"
        r"|(?:please )?accept,? .{0,60}\bassurances? of .{0,80}",
    ),
    _formulas(
        "de",
        r"sehr geehrte[rs]?|sehr verehrte[rs]?|liebe[rs]?|hochverehrte[rs]?|geehrte[rs]?|werte[rs]?|exzellenz(?:en)?|guten tag|hallo",
        r"(?:mit|beste|viele|herzliche|freundliche|liebe|schöne|und|den|besten|freundlichen|herzlichen|vielen)"
        r"(?:\s+\w+){0,4}\s+(?:grüßen?|grüssen?|gruß|gruss|empfehlung(?:en)?)(?:\s+(?:aus|nach)\s+\w+)?"
        r"|hochachtungsvoll|mit vorzüglicher hochachtung|mfg|herzlichst|[^.!?]{0,120}\bverbleib\w+\b[^.!?]{0,60}\bgr[üu](?:ß|ss)\w*|(?:ihre?|eure?|dein[e]?)(?:\s+(?:sehr\s+)?ergebene[rn]?)",
    ),
    _formulas(
        "fr",
        r"chers?|chères?|madame|monsieur|mesdames|messieurs|mademoiselle|maître|docteur|excellences?(?=[,:])",
        r"(?:bien\s+)?cordialement|(?:mes|nos)?\s*(?:sincères|meilleures|respectueuses)?\s*salutations(?:\s+distinguées)?"
        r"|(?:veuillez|je vous prie|nous vous prions|recevez|agréez)\b.{0,200}"
        r"|[^.!?]{2,140}\b(?:veuillez|je vous prie|nous vous prions|recevez|agréez|croire)\b[^.!?]{0,160}"
        r"\b(?:salutations|sentiments|considération|respects?|hommages|dévouement|estime)\b.{0,60}",
    ),
    _formulas(
        "es",
        r"estimad[oa]s?|excm[oa]s?|excelent[íi]sim[oa]s?|excelencias?|señorías|ilm[oa]s?|ilustrísim[oa]s?|muy señor(?:es)?|querid[oa]s?|distinguid[oa]s?|apreciad[oa]s?|señor(?:es|as?)?|a quien corresponda",
        r"(?:muy\s+)?atentamente|cordialmente|(?:(?:con\s+)?un\s+)?(?:(?:cordial|atento|afectuoso)\s+)?saludos?(?:\s+cordial(?:es)?)?"
        r"|(?:le\s+)?salud[ao](?:n|mos)?\s+atentamente|respetuosamente|reciban?\b.{0,80}\b(?:saludos?|consideración)"
        r"|sin otro particular\b.{0,120}",
    ),
    _formulas(
        "it",
        r"gentil[ei](?:ssim[oaie])?|egregi[oa]?|spett\.?(?:le|abile)|car[oaie]|illustrissim[oaie]|pregiatissim[oaie]|chiarissim[oaie]|onorevoli?|eccellenz[ae]|signor[aei]?",
        r"(?:(?:con|porgo|porgiamo|i|più|nostri|miei)\s+){0,3}(?:cordiali|distinti|migliori)\s+saluti|cordialmente|in fede"
        r"|cordialità|con osservanza|(?:in attesa|nell[’']attesa|ringrazi|grat[io]|cert[io])[^.!?]{0,120}\bsaluti(?:amo)?",
    ),
    _formulas(
        "nl",
        r"(?:zeer\s+)?geachte?|excellenties?|edelachtbare|mijne heren|beste|lieve|hooggeachte",
        r"(?:met\s+)?(?:vriendelijke|hartelijke)\s+groet(?:en)?|(?:met\s+(?:de\s+meeste\s+)?)?hoogacht(?:end|ing)",
    ),
    _formulas(
        "pt",
        r"prezad[oa]s?|ex\.?m[oa]s?|excelentíssim[oa]s?|ilustríssim[oa]s?|senhor(?:es|as?)?|(?:vossa )?excelências?|a quem (?:possa )?interess(?:ar|e)",
        r"atenciosamente|atentamente|(?:com\s+)?(?:os\s+)?(?:meus\s+|nossos\s+)?(?:melhores|cordiais|respeitosos)\s+cumprimentos"
        r"|(?:sem (?:outro|mais)|na expectativa|agradec|subscrev)[^.!?]{0,120}\bcumprimentos"
        r"|respeitosamente|saudações(?:\s+cordiais)?|com\s+(?:elevada\s+)?(?:estima|consideração)",
    ),
    _formulas(
        "sv",
        r"hej|bäst[ea]|kär[ea]|ärad[ea]|till den det berör",
        r"(?:med\s+)?(?:vänliga?|bästa|hjärtliga|varma)\s+hälsning(?:ar)?|vänligen|högaktningsfullt|hälsningar",
    ),
    _formulas(
        "da",
        r"kære|til rette vedkommende|højtærede",
        r"(?:med\s+)?(?:venlig|de bedste|mange)\s+hilsen(?:er)?|ærbødigst",
    ),
    _formulas("nb", r"kjære|til den det måtte angå", r"(?:med\s+)?(?:vennlig|beste)\s+hilsen(?:er)?"),
    _formulas(
        "pl",
        r"szanown(?:y|a|i|e)|drog(?:i|a|ie)|ekscelencj[oe]|wielce szanown(?:y|a|i|e)",
        r"z\s+(?:poważaniem|wyrazami\s+(?:szacunku|uszanowania)|szacunkiem|pozdrowieniami)"
        r"|łącz(?:ę|ymy)\s+wyrazy\s+szacunku|(?:serdecznie\s+)?pozdrawiam(?:y)?",
    ),
    _formulas(
        "he",
        r"לכבוד|שלום(?: רב)?(?:\s+[^\W\d_]+){0,3}(?=[,:]?$)|(?:[^\W\d_]+\s+){1,3}(?:היקר(?:ה|ים|ות)?|הנכבד(?:ה|ים|ות)?)",
        r"בברכה(?: רבה)?|בכבוד רב|בתודה(?: מראש)?|שלך|שלכם|בידידות",
    ),
    _formulas(
        "ar",
        r"عزيزي|عزيزتي|أعزائي|السيد|السيدة|السادة|حضرة|سعادة|معالي|السلام عليكم",
        r"مع\s+(?:خالص\s+|أطيب\s+|فائق\s+)?(?:التحية|التحيات|التقدير|الاحترام|تحياتي)(?:\s+\S+){0,3}"
        r"|وتفضلوا بقبول .{0,60}|تفضلوا بقبول .{0,60}|المخلص",
    ),
)

SUBJECT_LABEL = re.compile(
    r"(?:re|regarding|subject|subj\.?|in re|concerning|betreff|betr\.?|betrifft|objet|asunto|ref\.? asunto|oggetto|betreft|onderwerp"
    r"|assunto|ämne|ärende|angående|dotyczy|dot\.|w sprawie|vedrørende|vedr\.|emne|הנדון|الموضوع)"
    r"\s*:\s*|(?:ang|vedr|dot)\.\s+(?=\S)",
    re.IGNORECASE,
)
TO_LABEL = re.compile(r"[*_]*(?:to|an|à|para|aan|a)\s*[*_]*:[*_]*\s*(?=\S)", re.IGNORECASE)
TO_ALONE = re.compile(
    r"[*_]*(?:to|an|à|para|aan|a|till?|do)\s*[*_]*:[*_]*", re.IGNORECASE
)  # the address below it
FROM_LABEL = re.compile(r"[*_]*(?:from|von|de|da|van)\s*[*_]*:[*_]*\s*(?=\S)", re.IGNORECASE)
ADDRESSEE = re.compile(
    r"(?:to|an|à|al?|aan|ao|till|do)\s+(?:(?:the|die|den|das|l[ae]|de|het|all)\b|members|president|mitglieder)"
    r"|(?:till?|do)\s+(?=[^\W\d_])"
    r"|(?:the (?:rt\.? )?hon(?:ou?rable|\.)?|hon\.|mrs?|ms|mx|miss|sir|dame|lord|lady|dr|prof(?:essor)?|herrn?|frau|monsieur|madame"
    r"|mm?\.|mme|maître|sr(?:a|es)?\.|señor(?:a|es)?|d\.|doña|don|sig(?:nor[ae]?|\.ra|\.)|spett\.?le|egregio|gentile|heer|mevrouw|de heer"
    r"|exm[oa]s?\.?|senhora?|pan|pani|sz\.? ?p\.?)\b\.?\s+\S|exm[oa]s?\.?\s|spett\.?le",
    re.IGNORECASE,
)
ATTENTION = re.compile(
    r"(?:attention|attn\.?|att\.?|z\.\s?hd\.?|zu händen|à l[’']attention de|a la atención de|ter attentie van|t\.a\.v\.)"
    r"(?:\s*:\s*|\s+)(?P<name>\S.*)",
    re.IGNORECASE,
)
MAILING_NOTATION = re.compile(
    r"(?:(?:sent\s+)?(?:via|by)\s+(?:e-?mail|hand|fax|facsimile|courier|(?:first[- ]class |certified |registered |air)?mail"
    r"|hand delivery|post|overnight \w+|electronic mail|special delivery)\b.{0,60}"
    r"|certified mail\b.{0,40}|registered(?: mail)?|(?:strictly |private (?:and|&) )?confidential|personal|air ?mail"
    r"|einschreiben(?:\s.{0,30})?|einwurf-einschreiben|per (?:e-?mail|fax|boten|einschreiben)\b.{0,40}"
    r"|persönlich(?:/vertraulich)?|vertraulich|(?:lettre )?recommandée?(?: avec .{0,40})?|par (?:courriel|porteur))\.?",
    re.IGNORECASE,
)
REFERENCE = re.compile(
    r"(?P<label>(?:our|your|my)\s+ref(?:erence|\.)?(?:\s+no\.?)?|(?:unser|ihr|mein) zeichen|ihre nachricht(?: vom)?"
    r"|(?:(?:nos|vos|n/|v/)\s?)?réf(?:érences?|\.)?|reference(?: id| no\.?| number)?|reply to(?: the attention of)?|file no\.?|case no\.?|docket no\.?"
    r"|aktenzeichen|az\.|kundennummer|rechnungsnummer|(?:(?:ons|uw) )?kenmerk|(?:vår|er|deres) ref(?:erens|eranse|\.)?|znak(?: sprawy)?"
    r"|(?:nuestra|su|n/|s/)\s?ref(?:erencia|\.)|prot(?:ocollo|\.)(?: n\.)?)\s*:\s*(?P<value>\S.*)",
    re.IGNORECASE,
)
REFERENCE_FIELD = re.compile(
    r"(?:(?:ihr|unser|mein)e?s? (?:zeichen|nachricht|schreiben)(?: vom)?|kunden-?nr\.?|durchwahl|datum"
    r"|(?:nos|vos) références|(?:our|your) ref(?:erence|\.)?|(?:ons|uw) kenmerk|uw brief van|vår referens|er referens"
    r"|date)",
    re.IGNORECASE,
)  # the head of a column of the reference line, its value below it
ENCLOSURES_LABEL = re.compile(
    r"(?:enclosures?|enclosure\(s\)|enc(?:l|ls|s)?\.?|attache?ments?|anlagen?|beilagen?|anlage\(n\)|anl\.|pièces?[ -]jointes?|p\.?\s?j\.?"
    r"|anexos?|allegat[oi]|bijlagen?|bilag(?:a|or)?|vedlegg|załącznik(?:i)?|נספחים|المرفقات)(?:\s*\(\w+\))?[*_]*\s*(?::[*_]*\s*|$)"
    r"|encl?s?\.\s+(?=\S)",
    re.IGNORECASE,
)
COPIES_LABEL = re.compile(
    r"(?:b?cc\.?|c\.c\.|c/c|copy to|copies to|copies|cop(?:y|ies)|verteiler|kopie(?: an)?|copie à|copies à|con copia a|cc:"
    r"|com cópia(?: para)?|kopia(?: till)?|kopi(?: til)?|do wiadomości|העתקים?|نسخة إلى)"
    r"(?:\s+(?:w/?|with(?:out)?)\s?(?:encl?|enclosures?|attachments?)s?\.?)?[*_]*\s*(?::[*_]*\s*|$)|(?:c\.?c\.?|e p\.\s?c\.)\s+(?=\S)",
    re.IGNORECASE,
)
POSTSCRIPT = re.compile(r"(?:p\.\s?){1,2}s\.?[*_]*:?[*_]*\s+|pp?s[*_]*[:.][*_]*\s+|PS[*_]*\s+", re.IGNORECASE)
SIGNATORIES_LABEL = re.compile(
    r"(?:(?:we,? )?the |list of |initial |les |die )*(?:undersigned|signatories|signed(?: by)?|signers|(?:erst)?unterzeichne(?:r|nde)n?"
    r"(?:[*/:_]?-?innen)?(?: und (?:erst)?unterzeichner(?:innen)?)?|(?:premiers )?signataires|(?:los )?firmantes|(?:i )?firmatari|(?:de )?ondertekenaars|signatários|subscritores"
    r"|undertecknare|underskrivere|sygnatariusze)\s*[:,]?",
    re.IGNORECASE,
)
OPEN_LETTER = re.compile(
    r"(?:an )?open letter|offener brief|lettre ouverte|carta abierta|lettera aperta|open brief|carta aberta"
    r"|öppet brev|åbent brev|åpent brev|list otwarty|מכתב (?:פתוח|גלוי)|رسالة مفتوحة",
    re.IGNORECASE,
)  # the title of a letter that all may read
ON_BEHALF = re.compile(
    r"(?:(?:for and |and )?(?:on|in) behalf of|im (?:namen|auftrag)\b|au nom d|pour l[ea]s?\b|en nombre de|a nome d|pel[ao]s?\b|(?:mede )?namens|em nome d"
    r"|på (?:uppdrag|vägnar)|på vegne af|w imieniu)[^.!?]{0,100}[,:]?",
    re.IGNORECASE,
)  # whom those who sign speak for, right above their names or the close
IDENTIFICATION = re.compile(
    r"[A-Z]{2,4}[:/](?:[a-z]{2,3}|[A-Z]{2,3})(?:[:/]\w{1,6})?"
    r"|(?i:(?:docket|licen[sc]e|file|case|permit|project|order|reference|ref|registration|control|tracking|cms|rin|nda|ein)"
    r"\.?\s*(?:nos?|numbers?|ids?)\b[.:]*\s*[^\s,;]*\d[^.!?]{0,40})"
)  # who dictated and who typed a letter, and its numbers, below the names: `JS:kl`, `Docket No. 50-331`
NAME_COLUMN = re.compile(
    r"(?:full )?names?(?: .{0,20})?|signator(?:y|ies)|signers?|nom|nombre|nome|naam|namn|navn|imię(?: i nazwisko)?",
    re.IGNORECASE,
)  # the head of a table of signatories


_MARKED = re.compile(rf"[{chr(SALUTATION_MARKS[0])}-{chr(SALUTATION_MARKS[-1])}].*")  # filled in later


def is_salutation(line: str) -> bool:
    """Tell whether a line is a salutation, in words or as a value that is filled in later."""
    return salutation_language(line) is not None or _MARKED.fullmatch(line) is not None


def salutation_language(line: str) -> str | None:
    """Give the language of a salutation, or None when the line is none, or a value."""
    return next((f.language for f in FORMULAS if f.salutation.fullmatch(line)), None)


def close_language(line: str) -> str | None:
    """Give the language of a complimentary close, or None when the line is none."""
    return next((f.language for f in FORMULAS if f.close.fullmatch(line)), None)
