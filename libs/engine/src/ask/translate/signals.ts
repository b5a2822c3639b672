/**
 * What a question may ask to be done, and the words that people ask it with. Order does not matter; a question can carry
 * several. Which of them counts is for the intents to say, that know the metric.
 */
export const SIGNALS = {
  down: /\b(?:(?:is|are|be|been|went|was|goes|being|instances?|nodes?|servers?|targets?|services?) (?:down|dead|unreachable|unavailable|offline)|down|not (?:up|running|reachable|available|ready|responding|healthy|alive)|unhealthy|unready|unreachable|disabled|(?:switched|turned) off|outage|(?:probe|scrape|check|reload|update|last backup|backup)s? (?:has |have |is |are )?(?:fail(?:ed|ing|ure)?|error))\b/,
  up: /\b(?:(?:is|are) (?:\w+ )?(?:up|alive|healthy|reachable|available|ready)|instances? up|up\/down|availability|alive)\b/,
  rate: /\bper (?:second|sec|minute|hour)\b|\b(?:rates?|throughput|qps|rps|bandwidth|iops|ops|speed|how (?:fast|often|frequently)|frequency)\b|\/ ?(?:s|sec|second|min)\b/,
  occurrence:
    /\b(?:encounter(?:ed|s)|detected|occurred|happened|new|has (?:had|failed)|have (?:had|failed)|dropped|killed|(?:has|have) been (?:rejected|refused|aborted|evicted|lost|discarded|interrupted|corrupted|terminated|skipped|missed|reset)|(?:are|were|was|is) there (?:any|some)|any|how many times|number of times|failures?)\b/,
  increase: /\b(?:increase in|increased by|how many times|number of times)\b/,
  average: /\b(?:averages?|avg|mean|on average|typical)\b/,
  maximum: /(?:^|\bthe )max\b|\b(?:maximum|highest|peak|worst|largest|biggest|longest|slowest)\b/,
  minimum: /(?:^|\bthe )min\b|\b(?:minimum|lowest|smallest)\b/,
  total:
    /\b(?:totals?|sum|overall|altogether|combined|in all|across all|all together|aggregate[ds]?|cluster-wide)\b/,
  count: /\b(?:how many|number of|count of|total number)\b/,
  ratio:
    /%|\bhow full\b|\b(?:percent(?:age)?|ratios?|proportion|fraction|share of|utili[sz]ation|saturation)\b/,
  usage:
    /\b(?:usage|used|in use|using|uses|consum(?:ed|ption|ing)|occupied|occupancy|fill(?:ed|ing)? up|full)\b/,
  busy: /\b(?:busy|load(?:ed)?)\b/,
  limit:
    /\b(?:(?:almost|nearly|close to|near|approach(?:ing|es)?|reach(?:ing|ed|es)?|exhaust(?:ed|ing|ion)?|run(?:ning)? out|out of|exceed(?:s|ed|ing)?|hit(?:ting)?|over|above|filling up|at)\b.{0,40}\b(?:limit|capacity|maximum|quota|full|space|descriptors?|inodes|memory|connections?|size|slots|disk)|(?:vs\.?|versus|against|compared (?:to|with)|out of) (?:the |its |their )?(?:max(?:imum)?|limits?|capacity|quota)|how close .{0,40} to (?:the |its |their )?(?:limit|capacity|maximum|max|quota)|almost full|nearly full|filling up|too full|limit approaching|out of (?:memory|disk|space|inodes)|exhaust(?:ed|ion))\b/,
  left: /\b(?:left|free|available|remaining|headroom|spare)\b/,
  hits: /\b(?:hit ?(?:rate|ratio)?s?|miss(?:es)? (?:rate|ratio))\b/,
  failure: /\b(?:errors?|fail(?:ed|ures?|ing|s)?|5xx|4xx|rejected|unsuccessful|success(?:ful)?)\b/,
  failingShare: /\bfail(?:s|ed|ing)? to \w+ .{0,40}\bof\b/,
  absence:
    /\b(?:absent|no (?:data|metrics?|samples?|series)|not report(?:ing|ed)|has not reported|stopped reporting|no longer report(?:s|ed|ing)?)\b/,
  lost: /\b(?:disappeared|vanished|missing|lost|gone|killed|not (?:been )?seen)\b/,
  change:
    /\b(?:changed|changes|flap(?:ping|s|ped)?|restart(?:ed|s|ing)?|crash ?loop(?:ing)?|reboot(?:ed|s)?|toggled|switched(?! off| on)|bounc(?:ed|ing)|transition(?:s|ed|ing)?)\b/,
  trend:
    /\b(?:grow(?:s|ing|n)?|ris(?:es?|ing)|climb(?:s|ing)?|increas(?:es?|ing)|fall(?:s|ing)?|shrink(?:s|ing)?|drop(?:s|ping)?) (?:rapidly|steadily|fast|quickly|continuously|constantly|slowly)\b|\b(?:trend|derivative|growth|how fast .{1,40} (?:grow|rise|climb|fall|shrink|fill)s?(?:ing)?)\b/,
  growth:
    /\bhow much .{0,60}\b(?:grow|grew|grown|increased?|rise|rose|risen|changed?|shrink|shrank|shrunk|fall|fell|fallen|drop|dropped|decreased?)\b|\b(?:growth|grew|grown|risen|shrunk|change) (?:since|(?:in|over|during) the (?:last|past))\b/,
  forecast:
    /\b(?:will|would|predict(?:ed)?|forecast|projected|expected to|likely (?:to )?run out|going to|when (?:will|does)|may fill|fills? (?:up )?in|full in|run(?:s)? out in)\b/,
  age: /\b(?:ages?|when (?:did|was|were)|how (?:old|long ago)|since (?:the )?last|time since|ago|last (?:seen|succe(?:ss(?:ful)?|eded?|ed)|ran|backup|run|update|started|completed|(?:re)?start|restarted|(?:re)?boot|rebooted)|(?:not|never|n't) (?:\w+ )?(?:succeeded|ran|run|completed|finished|updated|backed up|synced)|uptime|how long .* (?:up|running)|running for|stale|too old|old|older|newer|younger)\b/,
  expiry:
    /\b(?:expir(?:es?|y|ed|ing|ation)|days? (?:left|until|remaining)|valid (?:until|for)|renew(?:al|ed)?|ttl)\b/,
  course:
    /\b(?:over time|plot|graph|chart|curve|trend of|history of|course of|timeline|how (?:has|did) .{1,60} (?:develop|change|evolve)d?)\b/,
  distribution: /\b(?:distribution|heat ?map|histogram|buckets?|spread of)\b/,
  slowness:
    /\b(?:slow(?:ly|er|est|ing|ness)?|latenc(?:y|ies)|durations?|took|takes?|taking|response times?|how long|time spent|quantile|percentile)\b/,
  mismatch:
    /\b(?:mismatch(?:ed|es)?|differs?(?: from)?|does not match|do not match|don't match|unequal|not equal|deviat(?:es|ion)|not the expected|out of sync|degraded|fewer .{0,30} than|than (?:expected|desired|the desired|requested))\b/,
} as const satisfies Record<string, RegExp>;

export type Signal = keyof typeof SIGNALS;
