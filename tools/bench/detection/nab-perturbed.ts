import { SeededRandom } from '../../demo/shop/seeded-random.ts';
import type { Constants, Contestant } from './contestants.ts';
import type { LabelledNabFile } from './nab-corpus.ts';
import { followAll, scoredBy } from './nab-follow.ts';
import { NAB_PROFILE_NAMES } from './nab-score.ts';
import { summarise, WAY_NAMES, WAYS, type NabSummary } from './nab-summary.ts';
import type { DetectionBenchOptions } from './options.ts';
import { perturb, turn } from './perturb.ts';
import { alignColumns, fixed, meanAndDeviation } from './text-table.ts';

/** @returns what is to be printed of all constants turned at once, by chance. */
export function reportPerturbed(
  files: readonly LabelledNabFile[],
  contestant: Contestant,
  { perturbations, seed, detector }: DetectionBenchOptions,
  progress: (text: string) => void,
): string {
  const count = Object.keys(contestant.constants).length;
  if (perturbations === 0) return 'no perturbations (--perturbations 0)';
  if (count === 0) return `no perturbations: ${detector} has no constants that can be turned`;
  const summaries = Array.from({ length: perturbations }, (_, round) => {
    progress(`perturbation ${round + 1} of ${perturbations}`);
    const random = new SeededRandom(seed, `perturbation ${round}`);
    return summaryWith(perturb(contestant.constants, random), files, contestant);
  });
  const title = `onset, ${perturbations} perturbations of ${count} constants, each by a factor uniform from 0.5 to 1.5 (seed ${seed}): mean ± sd`;
  return `${title}\n${alignColumns([
    ['', ...NAB_PROFILE_NAMES],
    ...WAY_NAMES.map((way) => [
      `  ${WAYS[way]}`,
      ...NAB_PROFILE_NAMES.map((profile) =>
        meanAndDeviation(summaries.map((one) => one[way].scores[profile])),
      ),
    ]),
  ])}`;
}

/** @returns what is to be printed of one constant turned at a time, by half of it: on which the result hangs most. */
export function reportOneByOne(
  files: readonly LabelledNabFile[],
  contestant: Contestant,
  progress: (text: string) => void,
): string {
  const { constants } = contestant;
  const rows = Object.entries(constants).map(([name, value]) => {
    progress(name);
    const cells = [0.5, 1.5].flatMap((factor) => {
      const turned = turn(value, factor);
      const { best, shipped } = summaryWith({ ...constants, [name]: turned }, files, contestant);
      return [
        String(Number(turned.toPrecision(4))),
        fixed(best.scores.standard),
        fixed(shipped.scores.standard),
      ];
    });
    return [`  ${name}`, String(Number(value.toPrecision(4))), ...cells];
  });
  return alignColumns([
    ['onset, one constant at a time', 'shipped as', 'less', 'best', 'shipped', 'more', 'best', 'shipped'],
    ...rows,
  ]);
}

function summaryWith(
  constants: Constants,
  files: readonly LabelledNabFile[],
  contestant: Contestant,
): NabSummary {
  return summarise(scoredBy('onset', files, followAll(files, contestant, constants)));
}
