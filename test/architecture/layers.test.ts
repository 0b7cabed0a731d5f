import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectionTo, PACKAGES, partOf } from './layers.ts'
import { isTest, sourcesIn } from './sources.ts'

const sources = sourcesIn('src').filter(({ path }) => !isTest(path))

test('imports point down', () => {
  const objections = sources.flatMap(({ path, imports }) =>
    imports
      .filter((target) => target.startsWith('src/'))
      .map((target) => ({ target, objection: objectionTo(partOf(path), partOf(target)) }))
      .filter(({ objection }) => objection !== undefined)
      .map(({ target, objection }) => `${path} imports ${target}: ${objection}`),
  )
  assert.deepEqual(objections, [])
})

test('no source reaches out of src', () => {
  const outside = sources.flatMap(({ path, imports }) =>
    imports.filter((target) => /^(?:test|bench|scripts|dist|\.\.)\b/.test(target)).map((target) => `${path} imports ${target}`),
  )
  assert.deepEqual(outside, [])
})

test('the core imports nothing but the core', () => {
  const foreign = sources
    .filter(({ path }) => partOf(path) === 'core')
    .flatMap(({ path, imports }) =>
      imports.filter((target) => !target.startsWith('src/core/')).map((target) => `${path} imports ${target}`),
    )
  assert.deepEqual(foreign, [])
})

test('built-in modules are imported by their full name, and each package only where it has its place', () => {
  const odd = sources.flatMap(({ path, imports }) =>
    imports
      .filter((target) => !/^(?:src\/|package\.json$|node:)/.test(target) && PACKAGES[target]?.includes(partOf(path)) !== true)
      .map((target) => `${path} imports ${target}`),
  )
  assert.deepEqual(odd, [])
})

test('an import that points up or sideways is objected to', () => {
  assert.equal(objectionTo('gateway', 'core'), undefined)
  assert.equal(objectionTo('drill', 'gateway'), undefined)
  assert.match(objectionTo('core', 'world') ?? '', /does not lie below/)
  assert.match(objectionTo('gateway', 'drill') ?? '', /does not lie below/)
  assert.match(objectionTo('health', 'journal') ?? '', /does not lie below/)
  assert.match(objectionTo('health', 'i18n') ?? '', /no words for people/)
  assert.match(objectionTo('cli', 'misc') ?? '', /no layer yet/)
})
