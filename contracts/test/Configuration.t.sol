// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IPaynodeEscrow} from "../src/IPaynodeEscrow.sol";
import {TestUsd} from "../src/TestUsd.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {vm} from "./Vm.sol";

contract ConfigurationTest is EscrowTest {
    function test_The_constructor_sets_roles_fee_and_tokens() public view {
        vm.assertEq(escrow.owner(), admin);
        vm.assertEq(escrow.operator(), operator);
        vm.assertEq(escrow.feeReceiver(), feeReceiver);
        vm.assertEq(escrow.protocolFeeBps(), FEE_BPS);
        vm.assertTrue(escrow.isTokenAllowed(address(usd)));
        vm.assertFalse(escrow.newOrdersPaused());
    }

    function test_Only_the_admin_can_configure() public {
        bytes[5] memory calls = [
            abi.encodeCall(escrow.setOperator, (stranger)),
            abi.encodeCall(escrow.setFeeReceiver, (stranger)),
            abi.encodeCall(escrow.setProtocolFee, (1)),
            abi.encodeCall(escrow.setTokenAllowed, (address(usd), false)),
            abi.encodeCall(escrow.resumeNewOrders, ())
        ];
        address[4] memory callers = [stranger, operator, feeReceiver, payer];
        for (uint256 i = 0; i < calls.length * callers.length; ++i) {
            address caller = callers[i % callers.length];
            vm.prank(caller);
            (bool success, bytes memory answer) = address(escrow).call(calls[i / callers.length]);
            vm.assertFalse(success);
            vm.assertEq(answer, abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, caller));
        }
    }

    function test_Operator_and_admin_can_pause_new_orders_and_nobody_else() public {
        vm.expectRevert(IPaynodeEscrow.NotOperatorOrAdmin.selector);
        vm.prank(stranger);
        escrow.pauseNewOrders();
        vm.prank(operator);
        escrow.pauseNewOrders();
        _expectLockRefused(escrow.orderIdOf(_terms()), IPaynodeEscrow.OrdersPaused.selector);
        escrow.lock(_terms());
        vm.startPrank(admin);
        escrow.resumeNewOrders();
        vm.assertFalse(escrow.newOrdersPaused());
        escrow.pauseNewOrders();
        vm.assertTrue(escrow.newOrdersPaused());
    }

    function test_The_admin_cannot_release_and_cannot_refund_early() public {
        bytes32 orderId = _lock(_terms());
        vm.expectRevert(IPaynodeEscrow.NotOperator.selector);
        vm.prank(admin);
        escrow.release(_one(IPaynodeEscrow.Release(orderId, admin, AMOUNT, "")));
        _refundBy(admin, orderId);
        _assertStatus(orderId, IPaynodeEscrow.OrderStatus.Locked, AMOUNT);
    }

    function test_A_new_fee_leaves_locked_orders_alone() public {
        bytes32 orderId = _lock(_terms());
        _setFee(100);
        _release(orderId, provider, AMOUNT);
        vm.assertEq(usd.balanceOf(feeReceiver), 500_000);
    }

    function test_Terms_made_before_a_fee_change_can_be_funded_for_the_grace_period() public {
        IPaynodeEscrow.Terms memory terms = _terms();
        terms.deadline = uint64(block.timestamp + 10 days);
        _setFee(100);
        vm.warp(block.timestamp + escrow.FEE_GRACE() - 1);
        vm.assertEq(bytes32(escrow.lockRefusalOf(terms)), 0);
        vm.warp(block.timestamp + 1);
        vm.assertEq(
            bytes32(escrow.lockRefusalOf(terms)), bytes32(IPaynodeEscrow.ProtocolFeeOutdated.selector)
        );
        terms.protocolFeeBps = 100;
        vm.assertEq(bytes32(escrow.lockRefusalOf(terms)), 0);
    }

    function test_A_deposit_with_an_outdated_fee_goes_back_and_is_never_stuck() public {
        IPaynodeEscrow.Terms memory terms = _terms();
        terms.deadline = uint64(block.timestamp + 10 days);
        _deposit(terms, AMOUNT);
        _setFee(100);
        vm.warp(block.timestamp + escrow.FEE_GRACE());
        vm.prank(stranger);
        escrow.collect(terms);
        vm.assertEq(usd.balanceOf(refundTo), AMOUNT);
    }

    function test_Two_fee_changes_in_a_row_keep_only_the_last_former_fee() public {
        _setFee(40);
        _setFee(30);
        vm.assertEq(
            bytes32(escrow.lockRefusalOf(_terms())), bytes32(IPaynodeEscrow.ProtocolFeeOutdated.selector)
        );
        _deposit(_terms(), AMOUNT);
        escrow.collect(_terms());
        vm.assertEq(usd.balanceOf(refundTo), AMOUNT);
    }

    function test_The_fee_is_capped() public {
        vm.expectRevert(IPaynodeEscrow.ProtocolFeeTooHigh.selector);
        _setFee(101);
        _setFee(100);
        vm.assertEq(escrow.protocolFeeBps(), 100);
    }

    function test_A_token_can_be_delisted_and_listed_again() public {
        bytes32 orderId = _lock(_terms());
        vm.startPrank(admin);
        escrow.setTokenAllowed(address(usd), false);
        vm.assertFalse(escrow.isTokenAllowed(address(usd)));
        escrow.setTokenAllowed(address(new TestUsd()), true);
        escrow.setTokenAllowed(address(usd), true);
        vm.stopPrank();
        vm.assertEq(escrow.orderOf(_lock(_terms(2))).token, address(usd));
        vm.assertEq(escrow.orderOf(orderId).token, address(usd));
        _release(orderId, provider, AMOUNT);
        vm.assertEq(usd.balanceOf(provider), 98_500_000);
    }

    function test_Configuration_that_could_trap_money_is_refused() public {
        vm.startPrank(admin);
        vm.expectRevert(IPaynodeEscrow.InvalidToken.selector);
        escrow.setTokenAllowed(stranger, true);
        vm.expectRevert(IPaynodeEscrow.InvalidAddress.selector);
        escrow.setOperator(address(0));
        vm.expectRevert(IPaynodeEscrow.InvalidAddress.selector);
        escrow.setFeeReceiver(address(0));
        vm.expectRevert(IPaynodeEscrow.InvalidAddress.selector);
        escrow.setFeeReceiver(address(escrow));
        vm.expectRevert(IPaynodeEscrow.InvalidAddress.selector);
        escrow.renounceOwnership();
    }

    function test_The_admin_hands_over_in_two_steps() public {
        vm.prank(admin);
        escrow.transferOwnership(secondProvider);
        vm.assertEq(escrow.owner(), admin);
        vm.prank(secondProvider);
        escrow.acceptOwnership();
        vm.assertEq(escrow.owner(), secondProvider);
    }

    function test_The_escrow_takes_no_ether() public {
        vm.deal(address(this), 1 ether);
        (bool accepted,) = address(escrow).call{value: 1}("");
        vm.assertFalse(accepted);
    }

    function _setFee(uint16 feeBps) private {
        vm.prank(admin);
        escrow.setProtocolFee(feeBps);
    }
}
