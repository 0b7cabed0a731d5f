import process from 'node:process'

// Loaded before a gateway (node --import). At SIGUSR2 it does what PLANT says, as the machine or a bug of ours would.

const BACK_AND_FORTH = 3_600_000 * 5
const day = Date.now
let ahead = 0

process.on('SIGUSR2', () => {
  if (process.env['PLANT'] === 'throw') {
    setTimeout(() => {
      throw new Error('planted')
    })
    void Promise.reject(new Error('planted promise'))
  } else {
    // First five hours back, then ten forward, and so on.
    ahead = ahead < 0 ? BACK_AND_FORTH : -BACK_AND_FORTH
    Date.now = () => day() + ahead
  }
})
