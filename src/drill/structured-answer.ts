type Schema = Readonly<Record<string, unknown>>

/** The smallest value that a JSON schema of the simple kind takes; clients ask for titles and the like this way. */
export function jsonFor(schema: unknown, text: string): unknown {
  const wanted = isSchema(schema) ? schema : {}
  if (wanted['const'] !== undefined) return wanted['const']
  if (Array.isArray(wanted['enum'])) return wanted['enum'][0] as unknown
  const first = (['anyOf', 'oneOf', 'allOf'] as const).map((key) => wanted[key]).find((list) => Array.isArray(list))
  if (Array.isArray(first)) return jsonFor(first[0], text)
  return byType(wanted, text)
}

function byType(wanted: Schema, text: string): unknown {
  const type: unknown = Array.isArray(wanted['type']) ? wanted['type'][0] : wanted['type']
  if (type === 'object' || isSchema(wanted['properties'])) return objectFor(wanted, text)
  if (type === 'array') return []
  if (type === 'boolean') return true
  if (type === 'null') return null
  return type === 'number' || type === 'integer' ? 1 : text
}

function objectFor(wanted: Schema, text: string): Schema {
  const properties = isSchema(wanted['properties']) ? wanted['properties'] : {}
  const required = Array.isArray(wanted['required']) ? wanted['required'].map(String) : Object.keys(properties)
  return Object.fromEntries(required.map((name) => [name, jsonFor(properties[name], text)]))
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value)
