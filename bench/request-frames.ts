const HEAD_END = Buffer.from('\r\n\r\n')

/** Finds the ends of HTTP/1.1 requests in a stream of bytes: as much of the protocol as a bench needs. */
export class RequestFrames {
  #head: Buffer = Buffer.alloc(0)
  /** Bytes of the body still to come; undefined while the head is being read. */
  #body: number | undefined

  /**
   * @returns how many requests this chunk completed
   * @throws when a request with a body does not say how long it is
   */
  push(chunk: Buffer): number {
    let complete = 0
    let rest = chunk
    while (rest.length > 0 || this.#body === 0) {
      if (this.#body === undefined) {
        const joined = this.#head.length === 0 ? rest : Buffer.concat([this.#head, rest])
        const end = joined.indexOf(HEAD_END)
        if (end < 0) {
          this.#head = joined
          return complete
        }
        this.#body = bodyLength(joined.toString('latin1', 0, end))
        rest = joined.subarray(end + HEAD_END.length)
        this.#head = Buffer.alloc(0)
      }
      const taken = Math.min(this.#body, rest.length)
      this.#body -= taken
      rest = rest.subarray(taken)
      if (this.#body > 0) return complete
      this.#body = undefined
      complete++
    }
    return complete
  }
}

function bodyLength(head: string): number {
  const length = /^content-length: *(\d+)/im.exec(head)?.[1]
  if (length !== undefined) return Number(length)
  if (/^transfer-encoding:/im.test(head)) throw new Error('the bench reads bodies of a stated length only')
  return 0
}
