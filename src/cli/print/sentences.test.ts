import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConfigFault } from '../../config/config-fault.ts'
import { StartError, type StartErrorCode } from '../../gateway/start-error.ts'
import { textsIn } from '../../i18n/index.ts'
import { configSentence } from './config-sentence.ts'
import { startSentence } from './start-sentence.ts'

const en = textsIn('en')
const ja = textsIn('ja')

const IN_FILE = { kind: 'file', file: '/c.json', line: 4, path: 'policy.pingEvery' } as const

const faults: readonly (readonly [ConfigFault, english: string, japanese: string])[] = [
  [
    { kind: 'bad-value', where: IN_FILE, expected: 'duration', got: '"soon"' },
    '/c.json, line 4, `policy.pingEvery`: expected a length of time above zero, such as 6h, 90m or 30s, but got "soon".',
    '/c.json の 4 行目、`policy.pingEvery`: 6h、90m、30s のような 0 より長い時間を指定してください (現在の値: "soon")。',
  ],
  [
    { kind: 'bad-value', where: { kind: 'flag', flag: '--port' }, expected: 'port', got: '' },
    '`--port`: expected a port from 0 to 65535, but got "".',
    '`--port`: 0 から 65535 までのポート番号を指定してください (現在の値: "")。',
  ],
  [
    { kind: 'bad-value', where: { kind: 'env', name: 'HOLDFAST_DATA_DIR' }, expected: 'path', got: 'x' },
    'the variable `HOLDFAST_DATA_DIR`: expected a path, but got x.',
    '環境変数 `HOLDFAST_DATA_DIR`: パスを指定してください (現在の値: x)。',
  ],
  [
    { kind: 'unknown-setting', where: { ...IN_FILE, path: 'prot' }, key: 'prot', known: ['port', 'host'] },
    '/c.json, line 4, `prot`: there is no such setting. Did you mean `port`?',
    '/c.json の 4 行目、`prot`: この名前の設定はありません。`port` のことでしょうか?',
  ],
  [
    { kind: 'not-json', file: '/c.json', line: 2, column: 7, expected: 'comma' },
    '/c.json, line 2, column 7: this is not JSON; expected a comma or a closing bracket.',
    '/c.json の 2 行目 7 文字目: JSON として読めません。ここにはコンマか閉じ括弧が必要です。',
  ],
  [
    { kind: 'unreadable', file: '/c.json', code: 'ENOENT' },
    'The configuration file /c.json cannot be read: it does not exist.',
    '設定ファイル /c.json を読めません (存在しません)。',
  ],
]
for (const [fault, english, japanese] of faults) {
  test(`${fault.kind} is said in one sentence: ${english}`, () => {
    assert.equal(configSentence(fault, en), english)
    assert.equal(configSentence(fault, ja), japanese)
  })
}

const CODES: readonly StartErrorCode[] = [
  'port-taken',
  'port-forbidden',
  'host-unknown',
  'host-not-allowed',
  'data-dir',
  'upstream-is-self',
  'proxy-setting',
  'listen-failed',
]

test('every reason not to start has a sentence in both languages', () => {
  const attempted = { port: 4180, upstream: 'https://up.example', holder: { kind: 'unknown' } } as const
  for (const code of CODES) {
    for (const texts of [en, ja]) {
      const sentence = startSentence(new StartError(code, 'the-detail'), attempted, texts)
      assert.match(sentence, /4180|the-detail|up\.example/)
    }
  }
})

test('whoever has the port is named', () => {
  const taken = new StartError('port-taken', '4180')
  const by = (holder: Parameters<typeof startSentence>[1]['holder']): string =>
    startSentence(taken, { port: 4180, upstream: '', holder }, en)
  assert.match(by({ kind: 'ours', pid: 12 }), /another Holdfast gateway \(process 12/)
  assert.match(by({ kind: 'process', pid: 13, command: 'python server.py' }), /by `python server\.py` \(process 13\)/)
  assert.match(by({ kind: 'unknown' }), /by another program/)
})
