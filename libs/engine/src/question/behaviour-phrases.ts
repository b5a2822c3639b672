import type { BehaviourName } from './behaviours.ts';

/** How a behaviour is said: regular expressions of whole words with single spaces in between, in any case. */
export interface BehaviourPhrases {
  readonly sure: readonly string[];
  /** Words that metrics have, too: behaviour only where a time is named, or where it is asked what (or which …) does so. */
  readonly unsure?: readonly string[];
}

const AGAIN =
  '(?:again and again|over and over(?: again)?|repeatedly|regularly|frequently|constantly|continually|all the time|all day(?: long)?|periodically|every (?:now and then|so often|few (?:seconds|minutes|hours))|a lot|often|many times|time and (?:time )?again|non-?stop|endlessly|in a loop)';
const STEADILY =
  '(?:slowly|steadily|gradually|constantly|continuously|continually|relentlessly|linearly|quietly|always|still|ever|only|consistently|inexorably|monotonically)';
const SUDDEN = '(?:sudden|abrupt|sharp|steep|big|large|huge|massive|rapid)';
const SUDDENLY = '(?:suddenly|abruptly|sharply|steeply|massively|rapidly|overnight)';
const LASTING = '(?:permanent|lasting|sustained|persistent|step-?like|one-way)';
const SPIKE = '(?:spikes?|peaks?|bursts?|blips?|surges?|outliers?)';
const SPIKES = '(?:spikes|peaks|bursts|blips|surges|outliers)';
const SHORT = '(?:short|short-lived|brief|sharp|sudden|narrow|tall|big|huge|large|high|random|quick)';
/** "sudden traffic drop": the adjective stands before what drops. */
const OF_WHAT = '(?: [\\p{L}\\p{N}/-]+){1,3}';
const UP = '(?:up|upwards?|higher)';
const DOWN = '(?:down|downwards?|lower)';
const MAX = '(?:max(?:imum)?|limits?|ceiling|capacity|quota|cap|top|100 ?%|upper bound)';
const NEAR =
  '(?:near(?:ing)?|close to|approaching|reaching|has reached|reached|about to (?:reach|hit)|hitting|hits|hit|at|against|up against|next to|just (?:below|under|shy of)|bumping (?:against|into))';
const ZERO = '(?:zero|0|nothing|nil|none)';
const IS = '(?:is|are|was|were|has been|have been|being|be)';
const NOT =
  "(?:never|not|no longer|hardly(?: ever)?|barely|rarely|does not|doesn'?t|do not|don'?t|did not|didn'?t|won'?t|isn'?t|aren'?t|without)";
const DAY_OR_NIGHT = '(?:day|night|morning|afternoon|evening|noon|midnight|24 ?h(?:ours)?)';
const BUSY =
  '(?:lower|higher|quieter|busier|quiet|busy|less|more|fewer|slower|idle|different|differs?|drops|dips|falls|goes down|goes up|go down|go up|peaks|rises|calmer|weaker|stronger)';

export const BEHAVIOUR_PHRASES: Readonly<Record<BehaviourName, BehaviourPhrases>> = {
  sawtooth: {
    sure: [
      `(?:with |in |like |has |have |shows? )?(?:a )?saw-?\\s?(?:tooth|teeth)(?:s|ed|ing)?(?:-?like)?(?: (?:pattern|shape|behaviou?r|wave))?`,
      `(?:builds?|building|fills?|filling|piles?|climbs?|climbing|rises?|rising|grows?|growing|ramps?|ramping|increases?|goes|go|creeps?)(?: ${UP})?(?: ${STEADILY})?(?: ${UP})?,? (?:and|then|until it|until they|before it|but|until)(?: then)?(?: is| are| gets?| has to be| have to be)?(?: ${SUDDENLY})? (?:resets?|resetting|empties|empty|drains?|clears?|collapses?|drops?|dropping|falls?|falling|starts? over|is reset|gets? reset|crash(?:es)?|plunges?|releases?|flushes|flushed|emptied|cleared|drained|restarted|collected|freed)(?: back| down| off| again(?! and))*(?! (?:back )?(?:down )?to ${ZERO})(?: ${SUDDENLY})?(?:,? ${AGAIN})?`,
      `(?:with )?(?:a )?(?:slow|steady|gradual|long) (?:rise|climb|increase|growth|build-?up|ramp)s?,? (?:followed by|and then|then|and) (?:a |an )?(?:${SUDDEN} )?(?:drop|fall|reset|collapse|crash)s?(?:,? (?:${AGAIN}|repeating|repeated))?`,
      `zig-?\\s?zag(?:s|ging)?`,
      `ratchet(?:s|ing)? up and (?:reset|drop|fall)s?`,
    ],
  },
  recovered: {
    sure: [
      `(?:that )?(?:went ${UP}|went ${DOWN}|rose|jumped|(?:bumped|backed|piled|built|filled) up|had an? (?:bump|hump|dip|blip|spike|drop|rise)|spiked|increased|climbed|grew|dropped|fell|dipped|(?:was|were) (?:high|higher|up|low|lower|down|elevated|slow|slower|raised|degraded))(?: ${SUDDENLY})?(?: for (?:an?|some|several|one|two|three|\\d+)?(?: few| couple of| short)? ?(?:minutes?|hours?|days?|while|time|period)(?: of time)?)?,?(?: and| but| that| which|,)?(?: then| later| since| has| have)* (?:recovered|drained|cleared(?: up)?|emptied|came (?:back|down)(?: (?:down|up))?(?: again)?(?: to normal)?|returned(?: to normal)?|went back(?: (?:down|up|to normal))*|settled(?: down)?|normali[sz]ed|calmed down|fell back|dropped back|bounced back|went away|came back|(?:is|are) (?:fine|ok(?:ay)?|normal|back)(?: to normal)?)(?: again| afterwards| later)?`,
      `(?:only )?for (?:a|some|several)(?: few| couple of| short)? ?(?:hours?|while|time) (?:only|and (?:then )?recovered)`,
      `temporar(?:y|ily) (?:increased?|decreased?|drop(?:ped)?|dips?|bumps?|hump|spiked?|jump(?:ed)?|rise|rose|elevat(?:ed|ion)|high(?:er)?|low(?:er)?|shift(?:ed)?|change(?:d)?|degrad(?:ed|ation)|plateau|raised|reduced|slow(?:er|down)?)(?: in)?`,
      `(?:and |that |have |has |since )*(?:is |are )?(?:back to normal|recovered again|recovered (?:later|since|afterwards|by itself|on its own))`,
      `(?:that |has |have )*(?:increased|decreased|rose|dropped|fell|jumped|went ${UP}|went ${DOWN}|grew|climbed|was (?:up|down|higher|lower|high|low|raised|elevated))(?: ${SUDDENLY})? (?:temporarily|briefly|for (?:a|some) (?:while|time|few hours)|transiently)`,
      `(?:that |which |has |have )*(?:went|gone|got|moved) (?:${UP}|${DOWN}|worse|bigger|high),?(?: and)?(?: then)?(?: got| went| came)? (?:back|better|${UP} again|${DOWN} again|smaller)(?: (?:${UP}|${DOWN}|again|to normal))*(?: after (?:a|some|several|\\d+)(?: few| couple of)? ?(?:hours?|while|time|days?))?`,
      `(?:that |which )?(?:${IS} )?over (?:now|again|already)`,
      `(?:a )?(?:transient|passing) (?:increase|decrease|rise|drop|dip|bump|shift|change|plateau|elevation)(?: in)?`,
    ],
    unsure: ['recovered'],
  },
  'stopped-reporting': {
    sure: [
      `stop(?:s|ped|ping)? (?:reporting|(?:sending|emitting|exporting|publishing|producing|delivering|exposing)(?: (?:any )?(?:data|metrics|samples))|being scraped)`,
      `(?:no longer|not|aren'?t|isn'?t)(?: being)?(?: any ?more)? (?:reporting|scraped|exported)(?: any ?more)?`,
      `(?:no|without) (?:new |more |fresh )?(?:samples|data points|datapoints)(?: any ?more| since| for)?`,
      `(?:went|gone|going|has gone|have gone) (?:missing|stale|offline|awol)`,
      `(?:has |have )?(?:disappeared|vanished)`,
    ],
    unsure: ['stopped'],
  },
  'dropped-to-zero': {
    sure: [
      `(?:that |which |has |have )*(?:drop(?:s|ped|ping)?|fall(?:s|ing|en)?|fell|goes|go|went|gone|going|sank|sunk|crash(?:ed|es)?|plunged?|collapsed?|${IS}|stuck|down|flat(?:-?lin(?:es|ed|ing))?|stays?|remains?|sits?|hit|hits|reached)(?: ${SUDDENLY})?(?: all the way)?(?: back)?(?: down)?(?: to| at)? (?:zero|nothing|nil)(?: now| already)?`,
      `(?:that |which |has |have )*(?:drop(?:s|ped|ping)?|fell|fallen|went|gone|sank|crashed|plunged|collapsed)(?: ${SUDDENLY})?(?: down)? to 0`,
      `(?:from which |where )?nothing(?: is| was)?(?: happen(?:s|ing)| com(?:es|ing)(?: in| out| through)?| go(?:es|ing)(?: in| out| through)?| arriv(?:es|ing)| left)?,? (?:any ?more|at all|any longer|now)(?: on| in| for| from| at)?`,
      `no more`,
      `no(?=(?: [\\p{L}\\p{N}/-]+){1,3} (?:any ?more|at all|any longer|whatsoever|left))`,
      `(?:${IS} |stays?|sits?|remains?|stuck|flat|stayed)(?: now)? at 0`,
      `(?:${IS} |stays? |remains? )(?:now )?(?:completely )?(?:silent|dead)`,
      `dr(?:ied|ying|ies) up|ran dry`,
      `(?:has |have |that )*(?:stopped|ceased|ended|died|dead|halted|quit) (?:completely|entirely|altogether|abruptly|dead|working|serving|receiving|processing|coming(?: in)?|arriving|flowing|happening|doing anything|all of a sudden|${SUDDENLY})`,
      `came to (?:a (?:complete )?(?:halt|stop|standstill))`,
      `(?:has |have )?died(?: off| away| down)?`,
      `(?:has |have )?(?:fell|fallen|gone|went) (?:silent|dead|quiet|dark|to sleep)`,
      `(?:is|are) (?:all |completely )?gone`,
    ],
  },
  gappy: {
    sure: [
      `(?:with |has |have |having |shows? |showing |full of |there are )?(?:many |some |lots of |big |long )?gaps(?: in| on| of)?(?: the)?(?: (?:data|series|graph|chart|metric)s?(?! \\w*(?:base|center)))?(?: of)?`,
      `gappy`,
      `(?:with |has |have |having )?(?:(?:some|many|lots of) )?(?:missing|lost|absent|incomplete|patchy|spotty) (?:data(?: points)?|datapoints|samples|values|scrapes|points|measurements|readings)(?: in| of)?`,
      `(?:data|samples|values|points|scrapes) (?:is |are |that is |that are |were |go |goes |went )?(?:sometimes |often |partly )?(?:missing|lost|incomplete|absent)`,
      `(?:with |has |have |having |full of )(?:many |some )?holes(?: in)?(?: the data)?`,
      `holes in`,
      `(?:intermittent(?:ly)?|sporadic(?:ally)?|patchy|spotty|only sometimes|irregularly) (?:report(?:ing|ed|s)?|scraped|collected|available|collection|scrapes)`,
      `(?:keeps?|kept) (?:losing|missing) (?:data|samples|scrapes)`,
      `drop-?outs?(?: in)?`,
      `(?:sometimes|often|partly|occasionally) (?:no data|missing|without data)`,
      `(?:has |have |with )?no data (?:some of the time|for some of the time|at times|now and then|sometimes|every now and then)`,
      `incomplete`,
    ],
  },
  restarting: {
    // The word for what restarts stays: counters of restarts are called so.
    sure: [
      `(?<=(?:re-?start|crash|reboot|reset|die)(?:s|es|ing|ed)? )${AGAIN}`,
      `keep(?:s|ing)?(?: on)?(?= (?:re-?starting|crashing|dying|rebooting|resetting))`,
      `(?<=(?:crash|boot|restart|reboot)(?:ing)? )(?:in a )?loop(?:s|ing|ed)?(?: ?back-?off)?`,
      `(?:crash|boot|restart|reboot)-?loop(?:s|ing|ed)?(?: ?back-?off)?`,
      `(?:constantly|continually|repeatedly|always)(?= (?:re-?starting|crashing|dying|rebooting|resetting))`,
      `(?<=(?:re-?start|crash|reboot)(?:s|es|ing|ed)? )(?:too|so|very) often`,
    ],
  },
  weekly: {
    sure: [
      `(?:with |has |have |shows? )?(?:a )?(?:weekly|seven-day|7-day|week-long) (?:pattern|cycle|rhythm|seasonality|curve|wave|shape|season|swing|ups and downs)`,
      `(?:that |which |is |are |only )*${BUSY} (?:(?:at|on|over|during|for) (?:the )?(?:week-?ends?|saturdays?(?: and sundays?)?|sundays?|week-?days?|work(?:ing)?-?\\s?days?)|(?:during|in) the (?:working )?week)`,
      `${BUSY}(?=${OF_WHAT} (?:at|on|over|during) (?:the )?(?:week-?ends?|saturdays|sundays|week-?days))`,
      `(?:only )?(?:at|on|over|during) (?:week-?ends|the weekends?|week-?days|work(?:ing)?-?\\s?days|(?:mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays)(?: and (?:saturdays|sundays))?)(?: only)?`,
      `(?:differ(?:s|ent|ences?)? (?:between|on) )?week-?(?:days?|ends?) (?:vs\\.?|versus|against|and|or|from|than) (?:on )?week-?(?:ends?|days?)`,
      `week-?end (?:dips?|drops?|lulls?|slumps?|peaks?|pattern|effect|low)(?: in| of)?`,
      `(?:every|each) (?:single )?(?:week(?:-?end)?|monday|tuesday|wednesday|thursday|friday|saturday(?: and sunday)?|sunday)`,
      `(?:once a week|week after week|by (?:the )?day of (?:the )?week|(?:follow(?:s|ing)? (?:the|a) )?work(?:ing)?-?\\s?week)`,
      `(?:repeats?|repeating|recurs?|recurring|cycles?) (?:weekly|week by week|every week)`,
      `week-?ends? (?:are |is |being )?(?:quieter|lower|calmer|slower|busier|higher|different|quiet|low)`,
      `(?:with |has |have )?(?:a )?(?:few |couple of )?quiet(?:er)? days`,
    ],
  },
  daily: {
    sure: [
      `(?:with |has |have |shows? |following |follows? )?(?:a |the )?(?:daily|diurnal|circadian|24-?\\s?hour(?:ly)?|day-?(?: and |/|-)night|day-?time) (?:pattern|cycle|rhythm|seasonality|curve|wave|shape|season|course|profile|swing|ups and downs|periodicity)(?: in| of)?`,
      `(?<!(?:ing|more|worse|bigger|larger|higher|longer|lower|smaller|less|fewer) )(?:every|each) (?:single )?${DAY_OR_NIGHT}(?: and (?:every )?${DAY_OR_NIGHT})?`,
      `(?:follow(?:s|ing)?|depend(?:s|ing)? on|var(?:ies|y|ying) (?:with|by)|goes (?:with|by)|driven by|track(?:s|ing)?)(?: the)? (?:time of(?: the)? day|hour(?: of(?: the)? day)?|sun|clock|(?:business|office|working) hours|daily rhythm)`,
      `(?:repeat(?:s|ing)?|recur(?:s|ring)?|cycl(?:es|ing)|peak(?:s|ing)?|dip(?:s|ping)?|spik(?:es|ing)) (?:daily|nightly|day (?:after|by) day|every ${DAY_OR_NIGHT}|once a day|at the same time(?: of(?: the)? day| every day| each day)?)`,
      `(?:that |which |is |are )*${BUSY} (?:by|at|in the|during(?: the)?) (?:day(?:time)?|night(?:time)?|nights|(?:business|office|working) hours|mornings?|afternoons?|evenings?)(?: than (?:by|at|in the|during the) (?:day|night)(?:time)?)?`,
      `(?:daily|nightly) (?:dips?|drops?|peaks?|spikes?|lulls?|surges?|bursts?)(?: in| of)?`,
      `(?:day after day|once a day|same time every day|diurnal|day\\s*/\\s*night)`,
      `(?:during|outside(?: of)?) (?:business|office|working) hours`,
    ],
  },
  'isolated-spike': {
    sure: [
      `(?:with |had |has |have |shows? )?(?:a |an |only |just |exactly )*(?:one-?\\s?off|single|isolated|lone|solitary|one-?time|lonely|once-?only|one|1)(?: ${SHORT})* (?:spike|peak|burst|blip|surge|outlier)(?: in| of| on)?`,
      `(?:spiked|peaked|surged|shot up|jumped|burst)(?: only| just| exactly)? once(?: and(?: then)? never again)?`,
      `(?:one-?\\s?off|single|isolated|lone|solitary|one-?time)(?=${OF_WHAT} (?:spike|peak|burst|blip|surge|outlier))`,
      `(?:a )?${SPIKE} that (?:happened|came|occurred|appeared)(?: only| just)? once`,
    ],
  },
  spiky: {
    sure: [
      `(?:very |really |quite |rather |extremely )?(?:spik(?:e?y|iness)|peaky|bursty|burstiness)`,
      `(?:with |has |have |having |shows? |showing )?(?:lots of|a lot of|many|frequent(?:ly)?|repeated|repeating|regular|recurring|constant|occasional|intermittent|multiple|several|short|random|sporadic)(?: (?:${SHORT}|frequent|repeated))* ${SPIKES}(?: in| of| on)?(?: ${AGAIN})?`,
      `(?:lots of|a lot of|many|frequent|repeated|regular|recurring|constant|occasional|intermittent|sporadic)(?=${OF_WHAT} ${SPIKES})`,
      `(?:keeps?|kept)(?: on)? (?:spiking|peaking|bursting|surging|shooting up)`,
      `(?:spik(?:es|ing)|peak(?:s|ing)|shoots? up|burst(?:s|ing)|surg(?:es|ing)) ${AGAIN}`,
      `(?:comes |arrives |come |arrive |happens? )?in (?:short |sudden )?bursts`,
      `(?:quiet|idle|low)(?: most of the time| mostly)?,? (?:with|but|then)(?: has)? (?:sudden |short )?${SPIKES}`,
    ],
  },
  spike: {
    sure: [
      `(?:with |had |has |have |a |an |the |any |some |shows? )*(?:${SHORT} )*(?:spikes?|spiking)(?: in| of| on)?`,
      `(?:that |which |has |have )*(?:${SUDDENLY} )?(?:spiked|surged)(?: ${SUDDENLY})?`,
      `(?:with |had |a |an |the )*(?:sudden|abrupt|unexpected|short-lived|brief)(?: ${SHORT})* (?:peaks?|bursts?|blips?|surges?|outliers?)(?: in| of| on)?`,
      `(?:a |the )?(?:blips?|surges?) (?:in|of|on)`,
      `(?:${SUDDEN}|unexpected|brief)(?=${OF_WHAT} ${SPIKE})`,
      `(?<=(?:${SUDDEN}|unexpected|brief)${OF_WHAT} )${SPIKE}`,
    ],
    unsure: ['peak(?:s|ed)?', 'burst(?:s)?', 'blips?', 'surges?'],
  },
  'near-limit': {
    sure: [
      `(?:that |which |${IS} )*(?:almost|nearly|practically|virtually|close to(?: being)?|about to be|getting|getting close to|soon|becoming|dangerously|completely|very|nigh|(?:9\\d|100) ?%|always|all but|half an inch from)(?: always)? (?:full|exhausted|saturated|used up|depleted|maxed out)(?: all the time| now| already)?`,
      `(?:that |which )*(?:${IS}|gets?|getting|became|run(?:s|ning)?) (?:full|saturated|maxed(?: out)?|exhausted|used up)(?: now| already)?`,
      `fill(?:s|ing|ed)? up`,
      `(?:that |${IS} )*(?:running|runs?|ran|run) (?:out(?: of)?|low(?: on)?|short(?: of)?)(?: now| soon)?`,
      `(?:almost|nearly|about to be) out of`,
      `(?:that |which |${IS} )*(?:pinned|pegged|maxed(?: out)?|stuck|capped|topped(?: out)?|topping out|plateaued|clipped|hovering|sitting|stays?|remains?|constantly|always|permanently|running)(?: at| near| around| close to| against)?(?: ${NEAR})?(?: its| their| the)?(?: own)? ${MAX}(?: value| level)?(?: all the time| the whole time)?`,
      `(?:that |which |${IS} )*${NEAR}(?: its| their| the)(?: own)?(?: (?:hard|configured|upper|maximum))? ${MAX}(?: value| level)?`,
      `(?:that |which |${IS} )*(?:near|close to|at|almost at)(?: full| maximum)? (?:capacity|saturation)`,
      `(?:limit|quota|capacity) (?:${IS} )?(?:almost |nearly )?(?:reached|approaching|exhausted)`,
      `exhausted$`,
      `(?:${IS} )?at (?:9\\d|100) ?%`,
      `saturated|saturating|maxed(?: |-)?out|pegged`,
      `(?:no|hardly any|little) (?:head-?room|room)(?: left)?`,
    ],
  },
  frozen: {
    sure: [
      `flat-?\\s?lin(?:ed|es|ing|e)`,
      `(?:${IS} |got |gets )?(?:frozen|froze|freezing)(?: up)?`,
      `(?:${IS} |got |gets |became |become |gotten )(?:stuck)(?: at (?:one|a|the same) value| on the same value)?`,
      `stuck (?:at|on) (?:one|a|the same|a single|some) (?:value|number|level)`,
      `stop(?:ped|s)? (?:changing|moving|updating|varying|fluctuating)`,
      `(?:(?:that )?(?:is |are )?no longer|not|isn'?t|aren'?t) (?:updating|updated|(?:changing|moving) any ?more)`,
      `no longer (?:changing|moving|changes|moves)`,
      `(?:the )?same (?:value|number) (?:over and over|again and again|since|forever)`,
    ],
    unsure: ['stuck', 'hung'],
  },
  noisy: {
    sure: [
      `(?:(?:very|really|quite|rather|extremely|so|too|pretty|highly|wildly|more and more|increasingly) )?(?:noisy(?! neighbou?rs?)|hectic|frantic|nervous|(?:strongly|greatly|widely|heavily) (?:varying|fluctuating)|erratic(?:ally)?|jittery|volatile|choppy|chaotic|unsteady|jumpy|restless|fluctuating|spasmodic|turbulent)`,
      `(?:very|really|quite|rather|extremely|so|too|pretty|highly|wildly) (?:unstable|variable|random|unpredictable|irregular|inconsistent)`,
      `(?:jump(?:s|ing|ed)?|bounc(?:es?|ing|ed)|hop(?:s|ping)?|dart(?:s|ing)?|danc(?:es?|ing)|wobbl(?:es?|ing)|swing(?:s|ing)?|flutter(?:s|ing)?|thrash(?:es|ing)? )(?: wildly| randomly)? (?:around|about|all over(?: the place)?|up and down|back and forth|wildly|randomly)(?: ${AGAIN})?`,
      `(?:goes|going|go|moves?|moving) up and down(?: ${AGAIN}| wildly| randomly)?`,
      `(?:(?:wild|strong|heavy|big|large|constant) )?(?<!${NOT} (?:any )?)fluctuat(?:es?|ing|ed|ions?)(?: (?:a lot|wildly|widely|strongly|heavily|so much|randomly))?(?: ${AGAIN})?`,
      `var(?:ies|y|ying) (?:a lot|wildly|widely|strongly|heavily|so much|randomly|${AGAIN})`,
      `all over the (?:place|map|shop)`,
      `(?:swing(?:s|ing)?|wild swings|vary)(?: wildly)`,
      `(?:lots of|a lot of|much|strong|heavy|high) (?:noise|variance|fluctuation|jitter)(?: in| on)?`,
      `from one (?:sample|scrape|moment|minute) to the next`,
      `never (?:settles|settle|calm|quiet|stable|steady)`,
    ],
  },
  'level-shift-up': {
    sure: [
      `(?:that |which |has |have )*(?:${SUDDENLY} )?(?:jump(?:s|ed)?|stepp?(?:s|ed)?|mov(?:es?|ed)|went|rose|shift(?:s|ed)?|increased|climbed|switched|leapt|leaped)(?: ${SUDDENLY})?(?: ${UP})? (?:to|at|onto) (?:a |an |some )?(?:(?:new|much|permanently|completely) )*(?:higher|increased|elevated|raised|new|upper)(?:,? (?:level|plateau|baseline|value|normal|range)s?)?(?: and (?:stayed|remained|never (?:came|went) back)(?: there| up)?(?: down)?)?`,
      `(?:a |an |the )?(?:${SUDDEN}|${LASTING})(?:,? (?:and )?(?:${SUDDEN}|${LASTING}))+ (?:increase|rise|jump|growth|step|climb)(?: ${UP})?(?: in| of)?`,
      `(?:a |an |the )?(?:${LASTING}) (?:increase|rise|jump|growth)(?: in| of)?`,
      `(?:a |an |the )?(?:step|level)(?:-| )?(?:change|shift|jump|increase)?s? (?:${UP}|increase)(?: in| of)?`,
      `(?:stepped|shifted|settled) ${UP}(?: and (?:stayed|remained)(?: (?:high|there|up))?)?`,
      `(?:a )?${SUDDEN} (?:increase|rise|jump)(?: in| of)?(?=${OF_WHAT} (?:that|which) (?:persist|stay|last|remain)(?:s|ed)?)`,
      `(?:that|which) (?:persist|stay|last|remain)(?:s|ed)?(?: up| high)?`,
      `(?:a |an |the )?upwards? (?:step|shift|jump|level shift|step change)(?: in| of)?`,
      `(?:that |which |has |have )*(?:increased|rose|jumped|went up|grew|doubled|tripled|quadrupled)(?: ${SUDDENLY})?,? (?:and (?:then )?)?(?:(?:has |have )?(?:stayed|remained|kept)(?: (?:up|high|there|higher|that way|elevated|at that level))*|never (?:came|went|go|come) (?:back|down)(?: (?:down|again))?|for good|permanently)`,
      `(?:that |which |has |have )*(?:permanently|suddenly|has been|have been) (?:higher|increased|elevated|doubled|raised)(?: than before)?`,
      `(?:new|higher) (?:normal|plateau|baseline|level)(?: in| of| for)?`,
      `(?:that |which |has |have |${IS} |been )*(?:${SUDDENLY} )?(?:higher|elevated|up|raised) (?:for good|permanently|ever since|since then|from then on)`,
      `(?:has |have )?(?:doubled|tripled|quadrupled)(?: overnight)?`,
    ],
  },
  'level-shift-down': {
    sure: [
      `(?:that |which |has |have )*(?:${SUDDENLY} )?(?:drop(?:s|ped)?|stepp?(?:s|ed)?|mov(?:es?|ed)|went|fell|shift(?:s|ed)?|decreased|sank|switched|settled|reduced|declined)(?: ${SUDDENLY})?(?: ${DOWN})? (?:to|at|onto) (?:a |an |some )?(?:(?:new|much|permanently|completely|lasting) )*(?:lower|decreased|reduced|smaller)(?:,? (?:level|plateau|baseline|value|normal|range)s?)?(?: and (?:stayed|remained|never (?:came|went) back)(?: there| down)?(?: up)?)?`,
      `(?:a |an |the )?(?:${SUDDEN}|${LASTING})(?:,? (?:and )?(?:${SUDDEN}|${LASTING}))+ (?:decrease|drop|fall|decline|reduction|loss|step)(?: ${DOWN})?(?: in| of)?`,
      `(?:a |an |the )?(?:${LASTING}) (?:decrease|drop|fall|decline|reduction|loss)(?: in| of)?`,
      `(?:a |an |the )?(?:step|level)(?:-| )?(?:change|shift)?s? (?:${DOWN}|decrease)(?: in| of)?`,
      `(?:stepped|shifted|settled) ${DOWN}(?: and (?:stayed|remained)(?: (?:low|there|down))?)?`,
      `(?:a |an |the )?downwards? (?:step|shift|jump|level shift|step change)(?: in| of)?`,
      `(?:that |which |has |have )*(?:decreased|fell|dropped|went down|declined|sank|halved|dipped)(?: ${SUDDENLY})?,? (?:and (?:then )?)?(?:(?:has |have )?(?:stayed|remained|kept)(?: (?:down|low|there|lower|that way|at that level))*|never (?:came|went|come|got|recovered)(?: back)?(?: up)?(?: again)?|without recovering|for good|permanently)`,
      `(?:that |which |has |have )*(?:permanently|suddenly|has been|have been) (?:lower|decreased|halved|reduced)(?: than before)?`,
      `(?:lower) (?:normal|plateau|baseline|level)(?: in| of| for)?`,
      `(?:that |which |has |have |${IS} |been )*(?:${SUDDENLY} )?(?:lower|reduced|down) (?:for good|permanently|ever since|since then|from then on)`,
      `(?:has |have )?(?:halved)`,
      `(?:has |have )?never recovered(?: since)?`,
    ],
  },
  'level-shift': {
    sure: [
      `and (?:has |have )?(?:stayed|remained) (?:there|that way|like that|so)(?: ever since| since)?`,
      `(?:with |has |have |had )?(?:a |an |the )?(?:level|step|baseline|regime)(?:-| )(?:shift|change|jump)s?(?: in| of)?`,
      `(?:changed|shifted|switched|moved)(?: ${SUDDENLY})? to (?:a |an )?(?:new|different|another|other) (?:level|baseline|plateau|value|range)`,
    ],
  },
  periodic: {
    sure: [
      `(?:with |has |have |shows? )?(?:a |an )?(?:cyclic(?:al)?|seasonal|recurring|repeating|repetitive|rhythmic|oscillating|wave-?like|periodic) (?:pattern|behaviou?r|shape|course|swings?|ups and downs|wave)(?: in| of)?`,
      `oscillat(?:es?|ing|ions?) (?:${AGAIN}|every \\d+ ?(?:minutes?|min|m|hours?|h))`,
      `(?:oscillat(?:es?|ing|ions?)|periodically|cyclical(?:ly)?|seasonal(?:ity)?|like clockwork|rhythmic(?:ally)?|goes in cycles|in waves)`,
      `(?:repeats?|repeating|recurs?|recurring)(?: itself)? (?:every|at|in) (?:\\d+ |few |couple of )?(?:minutes?|hours?|regular intervals|cycles)`,
      `(?:at|in) regular intervals`,
    ],
    unsure: ['cycles', 'periodic'],
  },
  climbing: {
    sure: [
      `(?:that |which |and |but |it |they )*(?:keeps?|kept|keeping)(?: on)? (?:growing|rising|increasing|climbing|going ${UP}|creeping ${UP}|accumulating|building up|piling up|getting (?:bigger|larger|higher|worse|slower|longer))`,
      `(?:that |which |${IS} )*(?:${STEADILY} )+(?:climbs?|climbing|grow(?:s|ing)?|ris(?:es|ing|e)|increas(?:es|ing|e)|leak(?:s|ing)?|go(?:es|ing)? ${UP}|creep(?:s|ing)? ${UP}|build(?:s|ing)? up|accumulat(?:es|ing))(?: ${UP})?`,
      `(?:that |which |${IS} )*(?:climb(?:s|ing)?|creep(?:s|ing)?|crawl(?:s|ing)?|inch(?:es|ing)?|edg(?:es|ing)|drift(?:s|ing)?|tick(?:s|ing)?|ramp(?:s|ing)?|trend(?:s|ing|ed)?|head(?:s|ed|ing)|go(?:es|ing)?|mov(?:es|ing))(?: ${STEADILY})? ${UP}(?! and down)(?: and up)?(?: ${STEADILY})?(?: over time)?`,
      `(?:that |which |${IS} )*(?:climb(?:s|ing)?|(?<!(?:consider|by|recommend|try) )(?:grow(?:s|ing)|ris(?:es|ing)|increas(?:es|ing))|accumulat(?:es|ing)|pil(?:es|ing) up|build(?:s|ing) up|balloon(?:s|ing)|swell(?:s|ing)|leak(?:s|ing|y)|worsen(?:s|ing)|(?:just |only )?getting (?:worse|bigger|larger|higher|slower|longer))(?: ${STEADILY})?(?: over time| and ${UP}| and (?:bigger|larger|higher|longer|slower|worse)| without (?:end|limit|bound)| day by day| (?:every|each) (?:day|hour|week)| all the time)?`,
      `(?:that|which|and|they) (?:only |just |always )?(?:climb|grow|rise|increase|accumulate|pile up|build up|leak|swell|worsen)(?: ${STEADILY})?(?: over time| and ${UP})?`,
      `(?:and |that |which |but |it |they |${IS} )*(?:${NOT} )(?:ever )?(?:com(?:es?|ing)|go(?:es|ing)?|drop(?:s|ping)?|fall(?:s|ing)?|shrink(?:s|ing)?|decreas(?:es?|ing)|get(?:s|ting)?|released?|freed|free[sd]?|given|returned|go back|return(?:s|ing)?|giv(?:es?|ing) back)(?: (?:back|down|away|again|smaller|lower|released|freed|up|to normal|memory))*`,
      `(?:with |has |have |a |an |the )*(?:upwards?|rising|growing|increasing|positive|climbing) (?:trend|trajectory|slope|drift|path)(?: in| of)?`,
      `(?:on the rise|on the increase|ever-?(?:growing|increasing|rising))`,
      `(?:with |a |an |the )*(?:slow(?:,? (?:but|and))?|steady|gradual|constant|continuous|persistent|long-?term|relentless)(?: (?:steady|gradual|constant|continuous))? (?:increase|growth|rise|climb|leak|creep|build-?up)(?: in| of)?`,
      `(?:a |an |the |with |has |have )*(?<=memory |goroutine |thread |connection |handle |descriptor |resource |heap |fd )leak(?:s)?`,
      `leaks? (?:memory|connections|threads|goroutines|handles|descriptors)(?=$)`,
      `(?:more and more|larger and larger|higher and higher|bigger and bigger|longer and longer|slower and slower)`,
      `(?<!(?:to|can|will|would|may|might|did|does|do) )pil(?:e|es|ed|ing) up`,
      `only ever (?:goes|grows|increases|rises) ?(?:${UP})?`,
    ],
  },
  declining: {
    sure: [
      `(?:that |which |and |it |they )*(?:keeps?|kept|keeping)(?: on)? (?:falling|dropping|sinking|shrinking|decreasing|declining|going ${DOWN}|getting (?:smaller|lower|less|fewer))`,
      `(?:that |which |${IS} )*(?:${STEADILY} )+(?:declin(?:es|ing|e)|decreas(?:es|ing|e)|shrink(?:s|ing)?|fall(?:s|ing)?(?! behind)|sink(?:s|ing)?|drop(?:s|ping)?|dwindl(?:es|ing)|drain(?:s|ing)?|go(?:es|ing)? ${DOWN}|erod(?:es|ing)|wan(?:es|ing))(?: ${DOWN}| away)?`,
      `(?:that |which |${IS} )*(?:trend(?:s|ing|ed)?|head(?:s|ed|ing)|go(?:es|ing)?|drift(?:s|ing)?|inch(?:es|ing)?|edg(?:es|ing)|mov(?:es|ing)|ramp(?:s|ing)?|tick(?:s|ing)?)(?: ${STEADILY})? ${DOWN}(?! (?:on|at|over) (?:the )?weekends?)(?: ${STEADILY})?(?: over time)?`,
      `(?:that |which |${IS} )*(?:declin(?:es|ing)|decreas(?:es|ing)|shrink(?:s|ing)|falling(?! behind)|sink(?:s|ing)|dwindl(?:es|ing)|drain(?:s|ing) away|taper(?:s|ing) off|erod(?:es|ing)|ebb(?:s|ing)|wan(?:es|ing)|getting (?:smaller|lower|fewer|less|faster)|(?:dropping|falling|sinking|shrinking|draining) ${STEADILY})(?: ${STEADILY})?(?: over time| away| day by day)?`,
      `(?:that|which|and|they) (?:only |just |always )?(?:decline|shrink|sink|dwindle|decrease)(?: ${STEADILY})?(?: over time| away)?`,
      `(?:with |has |have |a |an |the )*(?:downwards?|falling|declining|decreasing|negative) (?:trend|trajectory|slope|drift|path)(?: in| of)?`,
      `(?:on the decline|in decline|less and less|lower and lower|fewer and fewer|smaller and smaller)`,
      `(?:with |a |an |the )*(?:slow(?:,? (?:but|and))?|steady|gradual|constant|continuous|persistent|long-?term)(?: (?:steady|gradual|constant|continuous))? (?:decrease|decline|fall|drop|descent|erosion|loss)(?: in| of)?`,
    ],
    unsure: ['drain(?:s|ing)'],
  },
  flat: {
    sure: [
      `(?:that |which |${IS} )*(?:${NOT} )(?:ever )?(?:chang(?:es?|ing|ed)|mov(?:es?|ing|ed)|var(?:ies|y|ying|ied)|budg(?:es?|ing|ed)|flinch(?:es)?)(?: at all| much| any ?more)?`,
      `(?:that |which |${IS} |stays? |staying |remains? |remaining |stayed |kept |keeps |holding |holds )*(?:completely |perfectly |totally |absolutely |rock |dead |very |entirely |almost |nearly |remarkably |boringly )*(?:flat|steady|constant|unchanged|unchanging|unmoving|motionless|static and flat|rock[- ]?solid)(?: (?:line|level|value))?(?: all the time| over time| throughout)?`,
      `(?:completely|perfectly|totally|absolutely|rock|dead|very|entirely|remarkably|stays?|staying|remains?|stayed|holds|holding|keeps) (?:stable|still|level|the same|at the same level|as it (?:is|was)|even)`,
      `(?:with )?(?:no|without(?: any)?|hardly any|little|zero) (?:variation|change|movement|variance|fluctuation)s?(?: at all)?`,
      `(?:the )?same (?:value|level) (?:all the time|throughout|the whole (?:time|week|day)|all (?:day|week))`,
      `(?:a )?flat line`,
      `(?:that |which |${IS} )*always (?:zero|0|nil)`,
      `(?:as )?flat as a pancake|just sits there`,
      `(?:always |constantly )?at (?:exactly |about )?the same (?:level|value)(?: the (?:whole|entire) (?:time|day|week))?`,
    ],
    unsure: ['stable', 'static'],
  },
  drop: {
    sure: [
      `(?:with |had |has |have |a |an |the |any )*(?:${SUDDEN}|unexpected|brief|short) (?:drops?|dips?|falls?|declines?|decreases?|loss)(?: in| of)?`,
      `(?:that |which |has |have )*(?:${SUDDENLY} )?(?:plunged?|plummeted|nose-?dived|collapsed|tanked|cratered|slumped|dipped|tumbled|fell off a cliff)(?: ${SUDDENLY})?`,
      `(?:that |which |has |have )*(?:dropped|fell|fallen|drops|falls) (?:${SUDDENLY}|a lot|by half|off(?: a cliff)?|through the floor)`,
      `(?:a |the |any )?(?:drops?|dips?) in`,
      `(?:keeps?|kept) dipping|dips(?: ${AGAIN})?`,
    ],
    unsure: ['drop(?:ped|s)?', 'fell', 'fall', 'dip(?:s|ped)?', 'sank'],
  },
  increased: {
    sure: [
      '(?:a |the |any )?(?:jumps?|leaps?) in',
      `(?:that |which |has |have |${IS} )*(?:got|gotten|became|become) (?:much |a lot |noticeably |suddenly )?(?:worse|slower|longer|larger|bigger|higher|busier)`,
      `(?:that |which |has |have )*(?:jumped|soar(?:s|ed|ing)?|shot up|shoots up|skyrocket(?:s|ed|ing)?|explod(?:es?|ed|ing)|(?:going|goes|went|gone) through the (?:roof|ceiling)|(?:going|went|gone) sky-?high)(?: ${UP})?(?: ${SUDDENLY})?`,
      `(?:a |the |any )?${SUDDEN} (?:increases?|rises?|jumps?|growth)(?: in| of)?`,
    ],
    unsure: [
      'increased',
      'rose',
      'grew',
      'climbed',
      'went up',
      'gone up',
      'risen',
      'grown',
      'increases?',
      'higher',
    ],
  },
  decreased: {
    sure: [
      `(?:that |which |has |have |${IS} )*(?:got|gotten|became|become) (?:much |a lot |noticeably |suddenly )?(?:lower|smaller|quieter|fewer|shorter)`,
    ],
    unsure: ['decreased', 'declined', 'shrank', 'shrunk', 'went down', 'gone down', 'decreases?', 'lower'],
  },
  'unusually-high': {
    sure: [
      `(?:that |which |${IS} )*(?:unusually|abnormally|exceptionally|strangely|suspiciously|extraordinarily|uncharacteristically|surprisingly) (?:high|large|big|slow|busy|long|many|elevated|loaded)`,
      `(?:that |which |${IS} )*(?:(?:much|far|way|significantly) )?(?:higher|larger|slower|busier|bigger|more|longer) than (?:usual|normal|ever|expected|it should be|they should be)`,
      `(?:at )?(?:an |its |their )?all-?time high|record high`,
      `(?:well |far |way )?above (?:normal|(?:its |their |the )?usual(?: level)?|(?:its |their )?baseline)`,
    ],
  },
  'unusually-low': {
    sure: [
      `(?:that |which |${IS} )*(?:unusually|abnormally|exceptionally|strangely|suspiciously|extraordinarily|uncharacteristically|surprisingly) (?:low|small|quiet|few|little|idle)`,
      `(?:that |which |${IS} )*(?:(?:much|far|way|significantly) )?(?:lower|smaller|quieter|fewer|less) than (?:usual|normal|ever|expected|it should be|they should be)`,
      `(?:at )?(?:an |its |their )?all-?time low|record low`,
      `(?:well |far |way )?below (?:normal|(?:its |their |the )?usual(?: level)?|(?:its |their )?baseline)`,
    ],
  },
  anomalous: {
    sure: [
      `(?:with |any |an |the |some |${IS} )*(?:anomal(?:y|ies|ous)|(?:unusual|strange|weird|odd|abnormal|peculiar|suspicious|bizarre|funny|irregular)(?:ly)?(?: (?:behaviou?r|activity|pattern|things?|stuff|values?)s?)?)`,
      `(?:what|anything|something|that|which) (?:that )?(?:went wrong|happened|broke|changed|is wrong|looks? (?:wrong|off|odd|strange|weird))`,
      `(?:out of the ordinary|acting up|misbehav(?:es?|ed|ing)|acting (?:strange|weird|odd)(?:ly)?|not (?:normal|as usual)|behav(?:es?|ed|ing) (?:oddly|strangely|differently|unusually|weirdly|badly))`,
    ],
    unsure: ['happened', 'changed', 'broke', 'incidents?', 'outages?', 'unexpected(?:ly)?'],
  },
  high: { sure: ['(?:very |too |really |so )?(?:high|elevated)'] },
  low: { sure: ['(?:very |too |really |so )?low'] },
};
