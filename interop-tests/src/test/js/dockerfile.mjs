// Reads a Dockerfile: node dockerfile.mjs FILE. Prints one line of JSON: what a linter says against it, and its
// instructions, stage by stage, as the parser sees them.
import { readFileSync } from 'node:fs';
import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';

const text = readFileSync(process.argv[2], 'utf8');
const faults = validate(text).map(({ range, message }) => `line ${range.start.line + 1}: ${message}`);
const stages = [];
for (const instruction of DockerfileParser.parse(text).getInstructions()) {
  const keyword = instruction.getKeyword();
  if (keyword === 'FROM') stages.push([]);
  stages.at(-1)?.push({ keyword, flags: flags(instruction), arguments: words(instruction) });
}
console.log(JSON.stringify({ faults, stages }));

/** A list in JSON as its texts, anything else as the words that are written. */
function words(instruction) {
  const written = instruction.getArguments().map((argument) => argument.getValue());
  const list = written.join(' ').replace(/^CMD /, '');
  return list.startsWith('[') ? JSON.parse(list) : written;
}

function flags(instruction) {
  return (instruction.getFlags?.() ?? []).map((flag) => `${flag.getName()}=${flag.getValue()}`);
}
