// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPaynodeEscrow} from "../../src/IPaynodeEscrow.sol";
import {EscrowTest} from "../EscrowTest.sol";
import {vm} from "../Vm.sol";
import {IIncumbentFloor} from "./IIncumbentFloor.sol";

/// @notice What whole transactions cost, intrinsic gas and refunds included. The figures land in `gas/`, and a run
/// that is asked to check fails when one has changed.
/// forge-config: default.isolate = true
/// forge-config: long.isolate = true
contract EscrowGasTest is EscrowTest {
    string private constant GROUP = "transactions";
    string private constant BATCHES = "batches";
    uint256 private constant ORDERS = 1000;
    uint256 private constant PROVIDERS = 20;

    IIncumbentFloor private incumbent;

    function setUp() public override {
        super.setUp();
        _mintAndApprove(address(escrow));
        address implementation = vm.deployCode("IncumbentFloor");
        bytes memory start = abi.encodeCall(IIncumbentFloor.setFee, (address(usd), 500));
        incumbent = IIncumbentFloor(
            vm.deployCode("TransparentUpgradeableProxy", abi.encode(implementation, admin, start))
        );
        _mintAndApprove(address(incumbent));
        // Balances that exist already, as they do in operation: a first transfer to an account costs 17,100 more.
        usd.mint(address(incumbent), 1);
        usd.mint(address(escrow), 1);
        usd.mint(provider, 1);
        usd.mint(refundTo, 1);
        usd.mint(feeReceiver, 1);
        usd.mint(integrator, 1);
        usd.mint(address(0x77), 1);
    }

    function test_The_price_of_each_transaction() public {
        _lockBy(_terms(1));
        vm.snapshotGasLastCall(GROUP, "lock");
        _lockBy(_confirmedTerms());
        vm.snapshotGasLastCall(GROUP, "lock, mode Confirmed");
        _lockBy(_withoutIntegrator(2));
        vm.snapshotGasLastCall(GROUP, "lock, no integrator");
        _release(escrow.orderIdOf(_terms(1)), provider, AMOUNT);
        vm.snapshotGasLastCall(GROUP, "release");
        _release(escrow.orderIdOf(_withoutIntegrator(2)), provider, AMOUNT);
        vm.snapshotGasLastCall(GROUP, "release, no integrator");

        bytes32 orderId = escrow.orderIdOf(_confirmedTerms());
        _release(orderId, provider, AMOUNT / 2, _confirm(orderId, provider, AMOUNT / 2, AMOUNT));
        vm.snapshotGasLastCall(GROUP, "release of a part, mode Confirmed");
        _refundBy(operator, orderId);
        vm.snapshotGasLastCall(GROUP, "refund");

        _deposit(_terms(3), AMOUNT);
        escrow.collect(_terms(3));
        vm.snapshotGasLastCall(GROUP, "collect");
        _deposit(_terms(3), 1);
        escrow.recover(_terms(3), address(usd));
        vm.snapshotGasLastCall(GROUP, "recover, address deployed");
    }

    function test_The_least_that_the_incumbent_pays_for_the_same() public {
        bytes32 withFee = _createAtIncumbent(1e6);
        vm.snapshotGasLastCall(GROUP, "incumbent floor: create");
        bytes32 withoutFee = _createAtIncumbent(0);
        vm.snapshotGasLastCall(GROUP, "incumbent floor: create, no sender fee");
        bytes32 unpaid = _createAtIncumbent(1e6);
        vm.startPrank(address(0x99));
        incumbent.settle(bytes32(uint256(1)), withFee, provider, 100_000, 0);
        vm.snapshotGasLastCall(GROUP, "incumbent floor: settle");
        incumbent.settle(bytes32(uint256(2)), withoutFee, provider, 100_000, 0);
        vm.snapshotGasLastCall(GROUP, "incumbent floor: settle, no sender fee");
        incumbent.refund(0, unpaid);
        vm.snapshotGasLastCall(GROUP, "incumbent floor: refund");
        vm.stopPrank();
    }

    function test_Batches_of_releases_cost_less_than_45_percent_of_one_by_one() public {
        uint256 oneByOne = _settleInBatchesOf(1, PROVIDERS, 0);
        vm.snapshotValue(BATCHES, "1000 releases one by one", oneByOne);
        _snapshotBatches(50, oneByOne);
        _snapshotBatches(100, oneByOne);
        _snapshotBatches(250, oneByOne);
        _snapshotBatches(1000, oneByOne);
    }

    function test_Batches_cost_less_than_45_percent_even_if_no_two_orders_share_a_provider() public {
        uint256 oneByOne = _settleInBatchesOf(1, ORDERS, 0);
        uint256 batched = _settleInBatchesOf(100, ORDERS, 1);
        vm.snapshotValue(BATCHES, "1000 releases one by one, a provider each", oneByOne);
        vm.snapshotValue(BATCHES, "1000 releases in batches of 100, a provider each", batched);
        vm.assertLe(batched * 100, oneByOne * 45);
    }

    function _snapshotBatches(uint256 size, uint256 oneByOne) private {
        uint256 batched = _settleInBatchesOf(size, PROVIDERS, size);
        vm.snapshotValue(BATCHES, string.concat("1000 releases in batches of ", _decimal(size)), batched);
        vm.assertLe(batched * 100, oneByOne * 45);
    }

    /// Locks and releases `ORDERS` orders without an integrator, paid to so many providers in turn, and returns
    /// the gas of the releasing transactions.
    function _settleInBatchesOf(uint256 size, uint256 providers, uint256 salt) private returns (uint256 gas) {
        for (uint256 start = 0; start < ORDERS; start += size) {
            IPaynodeEscrow.Release[] memory batch = new IPaynodeEscrow.Release[](size);
            for (uint256 i = 0; i < size; ++i) {
                IPaynodeEscrow.Terms memory terms = _withoutIntegrator((salt + 1) * ORDERS * 2 + start + i);
                _lockBy(terms);
                address to = address(uint160(0x1_0000_0000 + (start + i) % providers));
                if (usd.balanceOf(to) == 0) usd.mint(to, 1);
                batch[i] = IPaynodeEscrow.Release(escrow.orderIdOf(terms), to, AMOUNT, "");
            }
            vm.prank(operator);
            escrow.release(batch);
            gas += vm.lastCallGas().gasTotalUsed;
        }
    }

    function _createAtIncumbent(uint256 senderFee) private returns (bytes32) {
        vm.prank(payer);
        return incumbent.createOrder(
            address(usd), AMOUNT, 150_000, senderFee == 0 ? address(0) : integrator, senderFee, refundTo, "x"
        );
    }

    function _lockBy(IPaynodeEscrow.Terms memory terms) private {
        vm.prank(payer);
        escrow.lock(terms);
    }

    function _withoutIntegrator(uint256 number) private view returns (IPaynodeEscrow.Terms memory terms) {
        terms = _terms(number);
        terms.integratorFeeBps = 0;
        terms.integrator = address(0);
    }

    function _mintAndApprove(address spender) private {
        usd.mint(payer, 1e18);
        vm.prank(payer);
        usd.approve(spender, type(uint256).max);
    }

    function _decimal(uint256 value) private pure returns (string memory text) {
        for (; value != 0; value /= 10) {
            text = string.concat(string(abi.encodePacked(uint8(48 + value % 10))), text);
        }
    }
}
