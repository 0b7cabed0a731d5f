import { randomUUID } from 'node:crypto'

const PROCESS = randomUUID().slice(0, 'xxxxxxxx-xxxx-4xxx-yxxx-'.length)
let count = 0

/** A UUID in form: 62 random bits of this process, and a count. Random bits for each exchange cost ten times that. */
export function newExchangeId(): string {
  count += 1
  return PROCESS + count.toString(16).padStart(12, '0')
}
