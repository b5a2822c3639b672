import { describe, expect, it } from '@jest/globals';
import { catalogueOf, findAll } from '../testing/shop-catalogue.ts';
import { translateQuestion } from '../translate-question.ts';

const labels = { instance: ['a:1', 'b:1'] };
const catalogue = catalogueOf({
  crane_up: { type: 'gauge', help: 'Whether a crane runs.', labels },
  crane_arm_status: { type: 'gauge', help: 'State of an arm.', labels: { ...labels, state: ['UP', 'DOWN'] } },
  crane_lamp_enabled: { type: 'gauge', help: 'Whether a lamp is switched on.', labels },
  crane_hook_unusable: { type: 'gauge', help: 'Whether a hook is not to be used.', labels },
});

const ask = (question: string): { promql: string; reading: string } =>
  translateQuestion(question, { candidates: findAll(question, catalogue), catalogue, nowMs: 0 }).choices[0];

describe('What is down', () => {
  it.each([
    ['is the crane not up', 'crane_up == 0', 'Series of crane_up that are 0'],
    ['which lamp is switched off', 'crane_lamp_enabled == 0', 'Series of crane_lamp_enabled that are 0'],
    ['lamps that are disabled', 'crane_lamp_enabled == 0', 'Series of crane_lamp_enabled that are 0'],
    [
      'hook that is unusable or disabled',
      'crane_hook_unusable == 1',
      'Series of crane_hook_unusable that are 1',
    ],
    [
      'arm that is down',
      'crane_arm_status{state="DOWN"} == 1',
      'Series of crane_arm_status that are 1 where state is DOWN',
    ],
  ])('%s', (question, promql, reading) => {
    expect(ask(question)).toMatchObject({ promql, reading });
  });
});
