// Answers simulations, one JSON object a line, with @cloud-copilot/iam-simulate. A development tool; nothing here is shipped.
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const from = createRequire(join(process.argv[2], 'package.json'))
const { runSimulation } = await import(pathToFileURL(from.resolve('@cloud-copilot/iam-simulate')).href)
for await (const line of createInterface({ input: process.stdin })) {
  const found = await runSimulation(JSON.parse(line), {})
  console.log(JSON.stringify(found.resultType === 'error' ? { refused: found.errors } : { result: found.overallResult }))
}
