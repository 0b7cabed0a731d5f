import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { scenarioSchemaFile } from '../../scripts/docs-scenario.ts'
import { explainProblem } from '../../src/drill/explain-problem.ts'
import { readScenario } from '../../src/drill/scenario-file.ts'
import { drillEn } from '../../src/i18n/drill.en.ts'
import { CLAUDE_ONCE } from '../instruments/client-scripts.ts'
import { deskFor } from '../instruments/command.ts'
import { commandsOn, readPage } from './markdown.ts'

const page = readPage('docs/drill.md')
const scenarios = page.blocks.filter(({ language }) => language === 'jsonc').map(({ text }) => text)
const runs = commandsOn(page).filter((line) => line.includes(' drill run '))

test('docs/scenario.schema.json is what scripts/docs-scenario.ts writes', () => {
  const file = readFileSync(new URL('../../docs/scenario.schema.json', import.meta.url), 'utf8')
  assert.equal(file, scenarioSchemaFile(), 'run: node scripts/docs-scenario.ts --write')
})

test('every scenario on docs/drill.md is one', () => {
  assert.ok(scenarios.length >= 2)
  for (const text of scenarios) {
    const read = readScenario(text, 'docs/drill.md')
    assert.ok(read.ok, read.ok ? '' : explainProblem(read.problem, drillEn))
  }
})

test('the mistake that docs/drill.md shows is told in these words', async (t) => {
  const desk = deskFor(t)
  writeFileSync(join(desk.dir, 'work', 'mine.jsonc'), '{\n  "phases": [\n    { "for": "soon" }\n  ]\n}\n')
  const { code, stdout, stderr } = await desk.run(['drill', 'run', 'mine.jsonc'])
  assert.deepEqual([code, stdout], [2, ''])
  assert.ok(
    page.blocks.some(({ text }) => text === stderr),
    stderr,
  )
})

test('docs/drill.md names the drill itself and its list', () => {
  assert.ok(commandsOn(page).includes('npx holdfast drill') && commandsOn(page).includes('npx holdfast drill list'))
})

// As fast as it goes: how well the gateway does then says nothing, and is not looked at.
void suite('examples on docs/drill.md run', { concurrency: 2 }, () => {
  for (const line of runs) {
    test(line, async (t) => {
      const desk = deskFor(t)
      desk.install('claude', CLAUDE_ONCE)
      writeFileSync(join(desk.dir, 'work', 'mine.jsonc'), scenarios[0] ?? '')
      const [, ...words] = line.split(' ').slice(1)
      const at = words.indexOf('--') === -1 ? words.length : words.indexOf('--')
      const args = [...words.slice(0, at), '--speed', '100', ...words.slice(at)]
      const { code, stdout, stderr } = await desk.run(args)
      assert.ok(code === 0 || code === 1, stderr)
      if (args.includes('--json')) assert.equal((JSON.parse(stdout) as { readonly scenario: string }).scenario, 'bad-morning')
      else assert.match(stdout, /^Timeline /m)
      assert.equal(existsSync(join(desk.dir, 'work', 'report.md')), args.includes('--report'))
    })
  }
})
