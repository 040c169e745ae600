import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText } from './any-text.ts';
import { nameFinder, nameWords } from '../../../../src/planner/fit/name-words.ts';

describe('nameWords', () => {
  test.each([
    ['vCLS-4c4c4544-0042', ['vcls'], ['clsx']],
    ['SQLSvrTeam-1', ['sql', 'svr', 'team', 'sqlsvrteam'], ['sqls']],
    ['K8sMaster01', ['k8s', 'master'], ['k']],
    ['k8s-worker-02', ['k8s', 'worker'], ['k']],
    ['dc01', ['dc', 'dc01'], []],
    ['ORA_DB1', ['ora', 'db'], []],
    ['vcenterless', ['vcenterless'], ['vcenter']],
    ['VCSA', ['vcsa'], []],
    ['web01.oracle.example.com', ['web'], ['oracle', 'com']],
    ['Zürich-App-ß', ['zürich', 'app', 'ß'], ['z']],
    ['59', ['59'], ['']],
  ])('%s', (name, has, hasNot) => {
    const { all } = nameWords(name);
    expect([...all]).toEqual(expect.arrayContaining(has));
    for (const word of hasNot) expect(all.has(word)).toBe(false);
  });

  test('keeps the order, without numbers', () => {
    expect(nameWords('ber-dc01').sequence).toEqual(['ber', 'dc']);
    expect(nameWords('dc1-web-01').sequence).toEqual(['dc', 'web']);
  });

  test('takes any name', () => {
    fc.assert(fc.property(anyText(80), (name) => nameWords(name).all instanceof Set));
  });
});

describe('nameFinder', () => {
  const find = nameFinder([
    { product: 'A', words: [['ora', 'db'], 'oracle'] },
    { product: 'B', words: ['db'] },
  ]);

  test('gives the first sign of the list, whichever word of the name comes first', () => {
    expect(find(nameWords('db-ora'))?.sign.product).toBe('A');
    expect(find(nameWords('db-one'))?.sign.product).toBe('B');
    expect(find(nameWords('none'))).toBeNull();
  });

  test('names what speaks against it', () => {
    expect(find(nameWords('oracle-docs-web'))).toMatchObject({ matched: ['oracle'], doubts: ['docs', 'web'] });
    expect(find(nameWords('oracle-prod'))?.doubts).toEqual([]);
  });
});
