// docs/scenario.schema.json from the schema that reads scenario files: node scripts/docs-scenario.ts [--write]
import { writeFileSync } from 'node:fs'
import { z } from 'zod'
import { scenarioSchema } from '../src/drill/scenario.ts'

const PAGE = new URL('../docs/scenario.schema.json', import.meta.url)

/** The file as it should be: JSON Schema, for editors. */
export function scenarioSchemaFile(): string {
  const made = z.toJSONSchema(scenarioSchema, { io: 'input', unrepresentable: 'any' })
  return `${JSON.stringify({ title: 'Scenario of a Holdfast drill', ...made }, undefined, 2)}\n`
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes('--write')) writeFileSync(PAGE, scenarioSchemaFile())
  else process.stdout.write(scenarioSchemaFile())
}
