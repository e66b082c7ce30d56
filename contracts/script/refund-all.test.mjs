// Paynode is gone in the middle of fifty orders: the script alone makes every payer whole.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { HDNodeWallet, JsonRpcProvider, Mnemonic, NonceManager, Wallet, ZeroAddress, zeroPadValue, toBeHex } from 'ethers';
import { deploy } from './deploy.mjs';

const run = promisify(execFile);
const script = fileURLToPath(new URL('refund-all.mjs', import.meta.url));
const anvilPath = fileURLToPath(new URL('../node_modules/.bin/anvil', import.meta.url));
const MNEMONIC = 'test test test test test test test test test test test junk';
const AMOUNT = 100_000_000n;
const FEE_BPS = 50;
const ORDERS = 50;
const folder = mkdtempSync(join(tmpdir(), 'refund-all-'));

let anvil;
let provider;
let rpcUrl;
let people;
let contracts;
let orders;

before(async () => {
  const port = await freePort();
  rpcUrl = `http://127.0.0.1:${port}`;
  anvil = spawn(anvilPath, ['--host', '127.0.0.1', '--port', String(port), '--silent'], { stdio: 'ignore' });
  provider = new JsonRpcProvider(rpcUrl, undefined, { batchMaxCount: 1, cacheTimeout: -1, pollingInterval: 50 });
  await untilAnswering(provider);
  people = Object.fromEntries(['deployer', 'operator', 'payer', 'saviour'].map((name, index) => [name, account(index)]));
  contracts = await deploy(people.deployer, {
    operator: await people.operator.getAddress(),
    feeReceiver: Wallet.createRandom().address,
    feeBps: FEE_BPS,
    testToken: true,
    timelockDelay: 172_800n,
    proposers: [await people.deployer.getAddress()],
  });
  orders = await openOrders();
});

after(() => {
  provider.destroy();
  anvil.kill();
  rmSync(folder, { recursive: true });
});

describe('refund-all', () => {
  test('before_the_deadline_it_touches_nothing', async () => {
    const tally = await refundAll();
    assert.deepEqual(tally, { orders: ORDERS, refunded: 0, waiting: 44 + 2, withdrawn: 1, recovered: 1, failed: 0 });
  });

  test('a_dry_run_after_the_deadline_changes_nothing', async () => {
    await provider.send('evm_increaseTime', [7200]);
    await provider.send('evm_mine', []);
    const tally = await refundAll('--dry-run');
    assert.equal(tally.failed, 0);
    assert.equal(await contracts.testUsd.balanceOf(orders[49].terms.refundTo), 0n);
  });

  test('after_the_deadline_every_payer_is_whole', async () => {
    const tally = await refundAll();
    assert.deepEqual(tally, { orders: ORDERS, refunded: 44, waiting: 0, withdrawn: 0, recovered: 2, failed: 0 });
    for (const { terms, released } of orders) {
      assert.equal(await contracts.testUsd.balanceOf(terms.refundTo), AMOUNT - released);
    }
    assert.equal(await contracts.testUsd.balanceOf(contracts.escrow.target), 0n);
  });

  test('running_it_again_finds_nothing_to_do', async () => {
    const tally = await refundAll();
    assert.deepEqual(tally, { orders: ORDERS, refunded: 0, waiting: 0, withdrawn: 0, recovered: 0, failed: 0 });
  });

  test('it_waits_for_the_others_though_one_deposit_cannot_be_recovered', async () => {
    const { terms } = await openDeposit(ORDERS + 10);
    writeFileSync(join(folder, 'broken.json'), JSON.stringify([{ ...terms, token: 'none' }, terms]));
    const tally = await refundAllUntilTheDeadline('--terms', join(folder, 'broken.json'));
    assert.deepEqual(tally, { orders: ORDERS, refunded: 0, waiting: 0, withdrawn: 0, recovered: 1, failed: 1 });
    assert.equal(await contracts.testUsd.balanceOf(terms.refundTo), AMOUNT);
  });

  test('without_an_escrow_address_it_says_how_it_is_used', async () => {
    await assert.rejects(run(process.execPath, [script], { env: { ...process.env, RPC_URL: rpcUrl } }), { code: 2 });
  });
});

/**
 * Fifty locked orders: five paid, five paid in part, one whose refund the token refused. Beside them two deposits in
 * wait, and a deposit address with only Ether.
 */
async function openOrders() {
  const { escrow, testUsd } = contracts;
  const deadline = (await provider.getBlock('latest')).timestamp + 3600;
  const all = Array.from({ length: ORDERS + 3 }, (_, index) => ({ terms: termsOf(index, deadline), released: 0n }));
  const funded = all.slice(0, ORDERS);
  const payer = people.payer;
  await (await testUsd.connect(payer).mint(await payer.getAddress(), AMOUNT * 1000n)).wait();
  await (await testUsd.connect(payer).approve(escrow.target, AMOUNT * 1000n)).wait();
  for (const [index, { terms }] of funded.entries()) {
    if (index % 2 === 0) {
      await (await escrow.connect(payer).lock(terms)).wait();
    } else {
      await (await testUsd.connect(payer).transfer(await escrow.depositAddressOf(terms), AMOUNT)).wait();
      await (await escrow.connect(payer).collect(terms)).wait();
    }
  }
  await releaseSome(funded.slice(0, 10));
  await refundWhileTheTokenRefuses(funded[10]);
  for (const { terms } of all.slice(ORDERS, ORDERS + 2)) {
    await (await testUsd.connect(payer).transfer(await escrow.depositAddressOf(terms), AMOUNT)).wait();
  }
  const onlyEther = all[ORDERS + 2];
  const deposit = await escrow.depositAddressOf(onlyEther.terms);
  await (await payer.sendTransaction({ to: deposit, value: 1n })).wait();
  onlyEther.released = AMOUNT;
  writeFileSync(join(folder, 'terms.json'), JSON.stringify(all.slice(ORDERS).map(({ terms }) => terms)));
  return all;
}

/** A deposit that has not become an order, an hour before its deadline. */
async function openDeposit(index) {
  const terms = termsOf(index, (await provider.getBlock('latest')).timestamp + 3600);
  await (await contracts.testUsd.connect(people.payer).transfer(await contracts.escrow.depositAddressOf(terms), AMOUNT)).wait();
  return { terms };
}

async function releaseSome(some) {
  const provider_ = Wallet.createRandom().address;
  const batch = [];
  for (const [index, order] of some.entries()) {
    order.released = index < 5 ? AMOUNT : AMOUNT / 4n;
    const orderId = await contracts.escrow.orderIdOf(order.terms);
    batch.push({ orderId, provider: provider_, amount: order.released, payerSignature: '0x' });
  }
  await (await contracts.escrow.connect(people.operator).release(batch)).wait();
}

/** A refund that becomes a credit: for its time the token's code only reverts. */
async function refundWhileTheTokenRefuses({ terms }) {
  const { escrow, testUsd } = contracts;
  const code = await provider.getCode(testUsd.target);
  await provider.send('anvil_setCode', [testUsd.target, '0x5f5ffd']);
  await (await escrow.connect(people.operator).refund([await escrow.orderIdOf(terms)])).wait();
  await provider.send('anvil_setCode', [testUsd.target, code]);
}

function termsOf(index, deadline) {
  return {
    orderRef: zeroPadValue(toBeHex(index + 1), 32),
    token: contracts.testUsd.target,
    amount: AMOUNT.toString(),
    payer: ZeroAddress,
    refundTo: Wallet.createRandom().address,
    deadline,
    protocolFeeBps: FEE_BPS,
    integratorFeeBps: 0,
    integrator: ZeroAddress,
    mode: 0,
  };
}

async function refundAll(...extra) {
  const { stdout } = await run(
    process.execPath,
    [script, '--escrow', contracts.escrow.target, '--terms', join(folder, 'terms.json'), ...extra],
    { env: { ...process.env, RPC_URL: rpcUrl, PRIVATE_KEY: people.saviour.signer.privateKey } },
  );
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

/** Runs the script with --wait; the deadline passes as soon as it waits. A part that fails is no failure of the run here. */
async function refundAllUntilTheDeadline(...extra) {
  const child = spawn(
    process.execPath,
    [script, '--escrow', contracts.escrow.target, '--wait', ...extra],
    { env: { ...process.env, RPC_URL: rpcUrl, PRIVATE_KEY: people.saviour.signer.privateKey }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  let output = '';
  let passed;
  for await (const chunk of child.stdout) {
    output += chunk;
    if (!passed && output.includes('the next deadline is')) {
      passed = provider.send('evm_increaseTime', [7200]).then(() => provider.send('evm_mine', []));
    }
  }
  await passed;
  return JSON.parse(output.trim().split('\n').at(-1));
}

function account(index) {
  const wallet = HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(MNEMONIC), `m/44'/60'/0'/0/${index}`);
  return new NonceManager(wallet.connect(provider));
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilAnswering(client) {
  for (;;) {
    try {
      return await client.send('eth_chainId', []);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
