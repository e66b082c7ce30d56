#!/usr/bin/env node
// Deploys the escrow from the committed artifacts.
//
//   RPC_URL=http://127.0.0.1:8545 DEPLOYER_KEY=0x… contracts/script/deploy.mjs \
//     --operator 0x… --fee-receiver 0x… --fee-bps 50 --token 0x… [--token 0x…] [--test-token] \
//     (--admin 0x… | --timelock-delay 172800 --proposer 0x… [--proposer 0x…])
//
// With --timelock-delay the admin is a new OpenZeppelin timelock: only the proposers schedule and cancel, anyone
// executes what is due, and nobody but the timelock itself changes its roles. --test-token also deploys a test dollar
// and allows it. The last line is JSON with the addresses.
import { ContractFactory, JsonRpcProvider, NonceManager, Wallet, ZeroAddress } from 'ethers';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** The committed artifact of a contract: its `abi` and `bytecode`. */
export function artifact(name) {
  return JSON.parse(readFileSync(new URL(`../artifacts/${name}.json`, import.meta.url), 'utf8'));
}

/** Deploys a contract and waits until it is there. */
export async function deployContract(name, signer, ...args) {
  const { abi, bytecode } = artifact(name);
  const contract = await new ContractFactory(abi, bytecode, signer).deploy(...args);
  return contract.waitForDeployment();
}

/**
 * Deploys the escrow, and what the options ask for around it.
 * @param signer pays for the deployment and keeps no rights
 * @param options `operator`, `feeReceiver`, `feeBps`, `tokens`, `testToken`, and `admin` or `timelockDelay` with
 * `proposers`
 */
export async function deploy(signer, options) {
  const testUsd = options.testToken ? await deployContract('TestUsd', signer) : null;
  const timelock = options.admin
    ? null
    : await deployContract(
        'TimelockController', signer, options.timelockDelay, options.proposers, [ZeroAddress], ZeroAddress,
      );
  const tokens = [...(options.tokens ?? []), ...(testUsd ? [testUsd.target] : [])];
  const admin = options.admin ?? timelock.target;
  const escrow = await deployContract(
    'PaynodeEscrow', signer, admin, options.operator, options.feeReceiver, options.feeBps, tokens,
  );
  return { escrow, testUsd, timelock, admin };
}

async function main() {
  const { values } = parseArgs({
    options: {
      operator: { type: 'string' },
      'fee-receiver': { type: 'string' },
      'fee-bps': { type: 'string' },
      token: { type: 'string', multiple: true },
      'test-token': { type: 'boolean' },
      admin: { type: 'string' },
      'timelock-delay': { type: 'string' },
      proposer: { type: 'string', multiple: true },
    },
  });
  const { RPC_URL, DEPLOYER_KEY } = process.env;
  const hasAdmin = values.admin || (values['timelock-delay'] && values.proposer);
  if (!RPC_URL || !DEPLOYER_KEY || !values.operator || !values['fee-receiver'] || !values['fee-bps'] || !hasAdmin) {
    console.error('Missing an option or RPC_URL or DEPLOYER_KEY: see the head of this script.');
    process.exit(2);
  }
  const provider = new JsonRpcProvider(RPC_URL);
  const deployed = await deploy(new NonceManager(new Wallet(DEPLOYER_KEY, provider)), {
    operator: values.operator,
    feeReceiver: values['fee-receiver'],
    feeBps: Number(values['fee-bps']),
    tokens: values.token,
    testToken: values['test-token'],
    admin: values.admin,
    timelockDelay: values['timelock-delay'] && BigInt(values['timelock-delay']),
    proposers: values.proposer,
  });
  console.log(JSON.stringify({
    chainId: Number((await provider.getNetwork()).chainId),
    escrow: deployed.escrow.target,
    depositImplementation: await deployed.escrow.depositImplementation(),
    admin: deployed.admin,
    testUsd: deployed.testUsd?.target ?? null,
    // Where a search for the escrow's events can start.
    block: (await deployed.escrow.deploymentTransaction().wait()).blockNumber,
  }));
  provider.destroy();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
