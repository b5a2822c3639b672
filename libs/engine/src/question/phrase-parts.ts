// Parts of the phrases by which behaviours are said, as regular expressions.

export const AGAIN =
  '(?:again and again|over and over(?: again)?|repeatedly|regularly|frequently|constantly|continually|all the time|all day(?: long)?|periodically|every (?:now and then|so often)|(?:every|all|each) (?:\\d+|few|couple of|other|half|quarter of an)? ?(?:seconds?|minutes?|mins?|hours?|hrs?|m|h)(?![\\p{L}\\p{N}])|a lot|often|many times|time and (?:time )?again|non-?stop|endlessly|in a loop)';
export const STEADILY =
  '(?:slowly|steadily|gradually|constantly|continuously|continually|relentlessly|linearly|quietly|always|still|ever|only|consistently|inexorably|monotonically)';
export const SUDDEN = '(?:sudden|abrupt|sharp|steep|big|large|huge|massive|rapid)';
export const SUDDENLY = '(?:suddenly|abruptly|sharply|steeply|massively|rapidly|overnight)';
export const LASTING = '(?:permanent|lasting|sustained|persistent|step-?like|one-way)';
export const SPIKE = '(?:spikes?|peaks?|bursts?|blips?|surges?|outliers?)';
export const SPIKES = '(?:spikes|peaks|bursts|blips|surges|outliers)';
export const SHORT = '(?:short|short-lived|brief|sharp|sudden|narrow|tall|big|huge|large|high|random|quick)';
/** "sudden traffic drop": the adjective stands before what drops. */
export const OF_WHAT = '(?: [\\p{L}\\p{N}/-]+){1,3}';
export const UP = '(?:up|upwards?|higher)';
export const DOWN = '(?:down|downwards?|lower)';
/** With what something is compared that nobody names. */
export const USUAL =
  '(?:usual(?:ly)?|normal(?:ly)?|typical(?:ly)?|average|ever(?: before)?|before|expected|it should(?: be)?|they should(?: be)?|(?:the )?(?:day|week|month|hour) before|yesterday|last (?:week|month|night|time|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|on other days|it used to be|they used to be)';
export const MAX = '(?:max(?:imum)?|limits?|ceiling|capacity|quota|cap|top|100 ?%|upper bound)';
export const NEAR =
  '(?:near(?:ing)?|close to|approaching|reaching|has reached|reached|about to (?:reach|hit)|hitting|hits|hit|at|against|up against|next to|just (?:below|under|shy of)|bumping (?:against|into))';
export const ZERO = '(?:zero|0|nothing|nil|none)';
export const IS = '(?:is|are|was|were|has been|have been|being|be)';
export const NOT =
  "(?:never|not|no longer|hardly(?: ever)?|barely|rarely|does not|doesn'?t|do not|don'?t|did not|didn'?t|won'?t|isn'?t|aren'?t|without)";
/** What is down when it does not work at all. */
export const THAT_GO_DOWN =
  '(?:instance|host|node|server|machine|box|target|service|pod|site|link|interface|port|job|exporter|replica|database|db|broker|cluster|what|which|system|it|is|are|was|were|anything|everything|shut|scaled?|torn?|spin)s?';
export const DAY_OR_NIGHT = '(?:day|night|morning|afternoon|evening|noon|midnight|24 ?h(?:ours)?)';
/** What goes on in one way day after day is no pattern of days. */
export const NO_COURSE =
  '(?<!(?:up|upwards?|down|downwards?|higher|lower|worse|grow(?:s|ing)|ris(?:es|ing)|climb(?:s|ing)|increas(?:es|ing)|fall(?:s|ing)|declin(?:es|ing)|shrink(?:s|ing)|creep(?:s|ing)) )';
export const BUSY =
  '(?:(?:much|far|way|a lot|slightly|significantly|noticeably) )?(?:lower|higher|quieter|busier|quiet|busy|less|more|fewer|slower|idle|different|differs?|drops|dips|falls|goes down|goes up|go down|go up|peaks|rises|calmer|weaker|stronger)';
