import process from 'node:process'
import { allProbes } from '../../src/probes/all.ts'
import type { AllFacts, ProbeId } from '../../src/probes/facts.ts'
import type { Controls } from '../../src/probes/probe.ts'
import { realClock } from '../../src/world/clock.ts'
import { API } from './net/lab.ts'

// A program on a machine of a lab: runs probes there at the same time, prints what they found and how long each took, in JSON.

export type Probing = { readonly probes: readonly ProbeId[]; readonly controls: Partial<Controls> }
export type Probed = { readonly [Id in ProbeId]: { readonly millis: number; readonly facts: AllFacts[Id] } }

if (process.argv[1] === import.meta.filename) {
  const { probes, controls } = JSON.parse(process.argv[2] ?? '') as Probing
  const site = `https://${API}`
  const none = { addresses: [], portals: [], resolvers: [], site, otherName: 'other.example.test', statusPages: [] }
  const bench = {
    clock: realClock,
    env: process.env,
    home: '/',
    cwd: '/',
    platform: process.platform,
    dataDir: '/',
    target: { url: site, host: API, port: 443, secure: true, official: false },
    controls: { ...none, ...controls },
    controlsAllowed: 'yes',
    deep: 'no',
  } as const
  // the clock's timers alone keep no process alive
  const alive = setInterval(() => undefined, 1000)
  const found = probes.map(async (id) => {
    const began = performance.now()
    const facts = await allProbes[id].measure(bench, new AbortController().signal)
    return [id, { millis: Math.round(performance.now() - began), facts }] as const
  })
  process.stdout.write(JSON.stringify(Object.fromEntries(await Promise.all(found))))
  clearInterval(alive)
}
