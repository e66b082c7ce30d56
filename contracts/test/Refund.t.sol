// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPaynodeEscrow} from "../src/IPaynodeEscrow.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {vm} from "./Vm.sol";

contract RefundTest is EscrowTest {
    function test_The_operator_can_refund_before_the_deadline() public {
        bytes32 orderId = _lock(_terms());
        vm.expectEmit(address(escrow));
        emit IPaynodeEscrow.Refunded(orderId, refundTo, AMOUNT);
        _refundBy(operator, orderId);
        vm.assertEq(usd.balanceOf(refundTo), AMOUNT);
        _assertStatus(orderId, IPaynodeEscrow.OrderStatus.Finished, 0);
    }

    function test_Nobody_else_can_refund_before_the_deadline() public {
        bytes32 orderId = _lock(_terms());
        vm.warp(deadline - 1);
        address[5] memory callers = [stranger, admin, payer, refundTo, provider];
        for (uint256 i = 0; i < callers.length; ++i) {
            _refundBy(callers[i], orderId);
        }
        _assertStatus(orderId, IPaynodeEscrow.OrderStatus.Locked, AMOUNT);
    }

    function test_A_strangers_refund_in_vain_leaves_no_trace() public {
        bytes32 orderId = _lock(_terms());
        vm.recordLogs();
        _refundBy(stranger, orderId);
        _refundBy(stranger, bytes32(uint256(7)));
        vm.assertEq(vm.getRecordedLogs().length, 0);
    }

    function test_Anyone_can_refund_from_the_deadline_on() public {
        bytes32 orderId = _lock(_terms());
        vm.warp(deadline);
        _refundBy(stranger, orderId);
        vm.assertEq(usd.balanceOf(refundTo), AMOUNT);
    }

    function test_Refunding_twice_pays_once() public {
        bytes32 orderId = _lock(_terms());
        _lock(_terms(2));
        _refundBy(operator, orderId);
        _expectRefundSkipped(orderId, IPaynodeEscrow.NotLocked.selector);
        _refundBy(operator, orderId);
        vm.assertEq(usd.balanceOf(refundTo), AMOUNT);
    }

    function test_The_same_order_twice_in_one_batch_is_refunded_once() public {
        bytes32[] memory orderIds = new bytes32[](2);
        orderIds[0] = orderIds[1] = _lock(_terms());
        _lock(_terms(2));
        vm.prank(operator);
        escrow.refund(orderIds);
        vm.assertEq(usd.balanceOf(refundTo), AMOUNT);
    }

    function test_An_unknown_order_is_skipped_and_the_rest_of_the_batch_is_refunded() public {
        bytes32[] memory orderIds = new bytes32[](3);
        orderIds[0] = _lock(_terms(1));
        orderIds[1] = bytes32(uint256(7));
        orderIds[2] = _lock(_terms(2));
        _expectRefundSkipped(orderIds[1], IPaynodeEscrow.NotLocked.selector);
        vm.prank(operator);
        escrow.refund(orderIds);
        vm.assertEq(usd.balanceOf(refundTo), 2 * AMOUNT);
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

    function test_A_refund_takes_no_fee() public {
        _refundBy(operator, _lock(_terms()));
        vm.assertEq(usd.balanceOf(refundTo), AMOUNT);
        vm.assertEq(usd.balanceOf(feeReceiver), 0);
        vm.assertEq(usd.balanceOf(integrator), 0);
    }

    function test_A_pause_a_delisting_and_a_new_fee_stop_no_refund_and_no_release() public {
        bytes32 first = _lock(_terms(1));
        bytes32 second = _lock(_terms(2));
        vm.startPrank(admin);
        escrow.pauseNewOrders();
        escrow.setTokenAllowed(address(usd), false);
        escrow.setProtocolFee(0);
        vm.stopPrank();
        _release(second, provider, AMOUNT);
        vm.warp(deadline);
        _refundBy(stranger, first);
        vm.assertEq(usd.balanceOf(refundTo), AMOUNT);
        vm.assertEq(usd.balanceOf(provider), 98_500_000);
    }

    function test_A_former_operator_has_no_rights() public {
        bytes32 orderId = _lock(_terms());
        vm.prank(admin);
        escrow.setOperator(secondProvider);
        _refundBy(operator, orderId);
        _assertStatus(orderId, IPaynodeEscrow.OrderStatus.Locked, AMOUNT);
        vm.expectRevert(IPaynodeEscrow.NotOperator.selector);
        _release(orderId, operator, AMOUNT);
        _refundBy(secondProvider, orderId);
        vm.assertEq(usd.balanceOf(refundTo), AMOUNT);
    }

    function testFuzz_No_amount_of_gas_turns_a_refund_into_a_credit(uint256 gas) public {
        bytes32 orderId = _lock(_terms());
        vm.warp(deadline);
        gas = 10_000 + gas % 150_000;
        vm.prank(stranger);
        try escrow.refund{gas: gas}(_one(orderId)) {
            vm.assertEq(usd.balanceOf(refundTo), AMOUNT);
        } catch {
            _assertStatus(orderId, IPaynodeEscrow.OrderStatus.Locked, AMOUNT);
        }
        vm.assertEq(escrow.creditOf(address(usd), refundTo), 0);
    }
}
