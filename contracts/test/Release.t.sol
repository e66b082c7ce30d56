// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPaynodeEscrow} from "../src/IPaynodeEscrow.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {vm} from "./Vm.sol";

contract ReleaseTest is EscrowTest {
    function test_Releasing_pays_provider_protocol_and_integrator_and_finishes_the_order() public {
        bytes32 orderId = _lock(_terms());

        vm.expectEmit(address(escrow));
        emit IPaynodeEscrow.Released(orderId, provider, 98_500_000, 500_000, 1_000_000, 0);
        _release(orderId, provider, AMOUNT);

        vm.assertEq(usd.balanceOf(provider), 98_500_000);
        vm.assertEq(usd.balanceOf(feeReceiver), 500_000);
        vm.assertEq(usd.balanceOf(integrator), 1_000_000);
        vm.assertEq(usd.balanceOf(address(escrow)), 0);
        _assertStatus(orderId, IPaynodeEscrow.OrderStatus.Finished, 0);
    }

    function test_Releasing_twice_pays_once() public {
        bytes32 orderId = _lock(_terms());
        _lock(_terms(2));
        _release(orderId, provider, AMOUNT);

        _expectReleaseSkipped(orderId, IPaynodeEscrow.NotLocked.selector);
        _release(orderId, provider, AMOUNT);

        vm.assertEq(usd.balanceOf(provider), 98_500_000);
        vm.assertEq(usd.balanceOf(address(escrow)), AMOUNT);
    }

    function test_A_refund_after_a_partial_release_returns_the_rest() public {
        bytes32 orderId = _lock(_terms());
        _release(orderId, provider, 40e6);
        vm.warp(deadline);

        vm.expectEmit(address(escrow));
        emit IPaynodeEscrow.Refunded(orderId, refundTo, 60e6);
        _refundBy(stranger, orderId);

        vm.assertEq(usd.balanceOf(refundTo), 60e6);
        vm.assertEq(usd.balanceOf(address(escrow)), 0);
    }

    function test_A_deposit_is_collected_into_its_order() public {
        address deposit = _deposit(_terms(), AMOUNT);

        vm.prank(stranger);
        escrow.collect(_terms());

        vm.assertEq(usd.balanceOf(deposit), 0);
        _assertStatus(escrow.orderIdOf(_terms()), IPaynodeEscrow.OrderStatus.Locked, AMOUNT);
    }
}
