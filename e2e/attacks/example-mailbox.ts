/** What does somebody type in to have mail fetched? A mailbox that is nobody's, at a host of the test's choice; for tests that ask who may. */
export function exampleMailbox(host: string) {
  const server = (port: number) => ({ host, port, security: 'tls' as const });
  return { address: 'help@lantern.example', user: 'help@lantern.example', password: 'nobody knows', imap: server(993), smtp: server(465) };
}
