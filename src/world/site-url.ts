/** A site as settings write it: a host, perhaps with its port, or a whole URL. @throws TypeError when it is neither */
export const siteUrl = (site: string, path = '/'): URL => new URL(/^https?:\/\//i.test(site) ? site : `https://${site}${path}`)
