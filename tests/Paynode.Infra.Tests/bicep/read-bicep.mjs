// Prints what the templates declare, as JSON: node read-bicep.mjs FILE...
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Language, Parser } from 'web-tree-sitter';

const here = path.dirname(fileURLToPath(import.meta.url));
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(path.join(here, 'node_modules/tree-sitter-bicep/tree-sitter-bicep.wasm')));

const children = node => Array.from({ length: node.namedChildCount }, (_, index) => node.namedChild(index));
const child = (node, type) => children(node).find(it => it.type === type);
const unquoted = text => text.replace(/^'|'$/g, '');

function* walk(node) {
  yield node;
  for (let index = 0; index < node.childCount; index++) yield* walk(node.child(index));
}

// The object of a resource, module or type, behind any `if` and `for`.
function body(node) {
  for (const it of walk(node)) if (it.type === 'object') return it;
}

const properties = object => object
  ? children(object).filter(it => it.type === 'object_property').map(it => ({
      name: unquoted(children(it)[0].text),
      value: children(it).at(-1).text,
    }))
  : [];

// Decorators are siblings before what they decorate, or inside of `decorators`.
function decorators(declaration) {
  const found = [];
  for (let it = declaration.previousNamedSibling; it && /^(decorator|comment|diagnostic_comment)/.test(it.type); it = it.previousNamedSibling) {
    if (it.type.startsWith('decorator')) found.push(it.text);
  }
  return found.concat(children(declaration).filter(it => it.type.startsWith('decorator')).map(it => it.text));
}

const nameOf = node => child(node, 'identifier')?.text;

function describe(file) {
  const source = fs.readFileSync(file, 'utf8');
  const root = parser.parse(source).rootNode;
  const nodes = [...walk(root)];
  const of = type => nodes.filter(it => it.type === type);
  return {
    file,
    source,
    errors: nodes.filter(it => it.isError || it.isMissing).map(it => `line ${it.startPosition.row + 1}: ${it.text.slice(0, 60)}`),
    parameters: of('parameter_declaration').map(it => ({
      name: nameOf(it),
      decorators: decorators(it),
      required: !/=/.test(it.text.split('\n')[0]) && !it.text.trimEnd().endsWith('?') && !/\}\s*=/.test(it.text),
      text: it.text,
    })),
    modules: of('module_declaration').map(it => ({
      name: nameOf(it),
      path: unquoted(child(it, 'string')?.text ?? ''),
      parameters: properties(children(body(it)).find(p => children(p)[0]?.text === 'params') && body(children(body(it)).find(p => children(p)[0]?.text === 'params'))).map(p => p.name),
    })),
    resources: of('resource_declaration').map(it => ({
      name: nameOf(it),
      type: unquoted(child(it, 'string')?.text ?? ''),
      existing: /^\s*resource\s+\w+\s+'[^']*'\s+existing/.test(it.text),
      text: it.text,
    })),
    outputs: of('output_declaration').map(it => ({ name: nameOf(it), decorators: decorators(it), text: it.text })),
    keys: of('object_property').map(it => unquoted(children(it)[0].text)),
  };
}

console.log(JSON.stringify(process.argv.slice(2).map(describe)));
