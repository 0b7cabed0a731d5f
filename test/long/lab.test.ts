import { describe, test } from 'node:test'
import { withLab } from '../lab/net/lab.ts'
import { labObstacle } from '../lab/net/obstacle.ts'
import { AT_A_TIME, ROWS } from '../lab/rows.ts'

describe('in real networks', { concurrency: AT_A_TIME }, () => {
  for (const { shows, needs, lab = {}, play } of ROWS) {
    test(shows, { skip: labObstacle(needs) ?? false }, async (t) => {
      const { evidence } = await withLab(lab, (made) => play(made, 'whole'))
      t.diagnostic(`${shows}: ${evidence}`)
    })
  }
})
