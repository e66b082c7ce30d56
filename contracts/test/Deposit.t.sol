// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPaynodeEscrow} from "../src/IPaynodeEscrow.sol";
import {DepositAddress} from "../src/DepositAddress.sol";
import {TestUsd} from "../src/TestUsd.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {EtherRefuser} from "./EtherRefuser.sol";
import {vm} from "./Vm.sol";

contract DepositTest is EscrowTest {
    function test_Anyone_can_move_a_fitting_deposit_into_its_order() public {
        address deposit = _deposit(_terms(), AMOUNT);
        bytes32 orderId = escrow.orderIdOf(_terms());

        vm.expectEmit(address(escrow));
        emit IPaynodeEscrow.Locked(orderId, _terms().orderRef, address(usd), deposit, AMOUNT, _terms());
        vm.prank(stranger);
        escrow.collect(_terms());

        vm.assertEq(usd.balanceOf(deposit), 0);
        _assertStatus(orderId, IPaynodeEscrow.OrderStatus.Locked, AMOUNT);
    }

    function test_An_empty_deposit_address_has_nothing_to_collect_or_recover() public {
        vm.expectRevert(IPaynodeEscrow.DepositEmpty.selector);
        escrow.collect(_terms());
        vm.expectRevert(IPaynodeEscrow.DepositEmpty.selector);
        escrow.recover(_terms(), address(0));
    }

    function test_A_deposit_in_two_parts_waits_for_the_second() public {
        _deposit(_terms(), AMOUNT - 1);
        vm.expectRevert(abi.encodeWithSelector(IPaynodeEscrow.DepositIncomplete.selector, AMOUNT, AMOUNT - 1));
        vm.prank(stranger);
        escrow.collect(_terms());

        _deposit(_terms(), 1);
        vm.prank(stranger);
        escrow.collect(_terms());
        _assertStatus(escrow.orderIdOf(_terms()), IPaynodeEscrow.OrderStatus.Locked, AMOUNT);
    }

    function test_A_stranger_cannot_send_back_a_deposit_that_can_still_become_an_order() public {
        _deposit(_terms(), AMOUNT - 1);
        vm.expectRevert(IPaynodeEscrow.DepositReserved.selector);
        vm.prank(stranger);
        escrow.recover(_terms(), address(usd));
    }

    function test_Refund_address_payer_and_operator_can_end_the_waiting_for_the_rest() public {
        address[3] memory callers = [refundTo, payer, operator];
        for (uint256 i = 0; i < callers.length; ++i) {
            _deposit(_terms(), 10);
            vm.prank(callers[i]);
            escrow.collect(_terms());
            _deposit(_terms(), 10);
            vm.prank(callers[i]);
            escrow.recover(_terms(), address(usd));
        }
        vm.assertEq(usd.balanceOf(refundTo), 60);
    }

    function test_Too_much_funds_the_order_and_returns_the_rest() public {
        address deposit = _deposit(_terms(), AMOUNT + 7);
        vm.expectEmit(address(escrow));
        emit IPaynodeEscrow.DepositReturned(deposit, address(usd), refundTo, 7);
        escrow.collect(_terms());
        vm.assertEq(usd.balanceOf(refundTo), 7);
        _assertStatus(escrow.orderIdOf(_terms()), IPaynodeEscrow.OrderStatus.Locked, AMOUNT);
    }

    function test_A_deposit_too_late_goes_to_the_refund_address() public {
        address deposit = _deposit(_terms(), AMOUNT);
        vm.warp(deadline);
        vm.expectEmit(address(escrow));
        emit IPaynodeEscrow.DepositReturned(deposit, address(usd), refundTo, AMOUNT);
        vm.prank(stranger);
        escrow.collect(_terms());
        vm.assertEq(usd.balanceOf(refundTo), AMOUNT);
        _assertStatus(escrow.orderIdOf(_terms()), IPaynodeEscrow.OrderStatus.Unknown, 0);
    }

    function test_A_part_of_a_deposit_goes_back_at_the_deadline_at_anyones_call() public {
        _deposit(_terms(), AMOUNT - 1);
        vm.warp(deadline);
        vm.prank(stranger);
        escrow.recover(_terms(), address(usd));
        vm.assertEq(usd.balanceOf(refundTo), AMOUNT - 1);
    }

    function test_A_second_deposit_for_a_locked_order_goes_to_the_refund_address() public {
        _deposit(_terms(), AMOUNT);
        escrow.collect(_terms());
        _deposit(_terms(), AMOUNT);
        vm.prank(stranger);
        escrow.collect(_terms());
        vm.assertEq(usd.balanceOf(refundTo), AMOUNT);
        vm.assertEq(usd.balanceOf(address(escrow)), AMOUNT);
    }

    function test_A_deposit_address_used_again_after_a_refund_returns_the_money() public {
        _deposit(_terms(), AMOUNT);
        escrow.collect(_terms());
        _refundBy(operator, escrow.orderIdOf(_terms()));
        _deposit(_terms(), AMOUNT);
        vm.prank(stranger);
        escrow.collect(_terms());
        vm.assertEq(usd.balanceOf(refundTo), 2 * AMOUNT);
    }

    function test_An_order_can_still_be_funded_after_a_part_of_its_deposit_was_given_back() public {
        _deposit(_terms(), 10);
        vm.prank(refundTo);
        escrow.recover(_terms(), address(usd));
        _deposit(_terms(), AMOUNT);
        escrow.collect(_terms());
        _assertStatus(escrow.orderIdOf(_terms()), IPaynodeEscrow.OrderStatus.Locked, AMOUNT);
    }

    function test_Another_token_goes_to_the_refund_address_at_anyones_call() public {
        TestUsd other = new TestUsd();
        other.mint(escrow.depositAddressOf(_terms()), 5);
        vm.prank(stranger);
        escrow.recover(_terms(), address(other));
        vm.assertEq(other.balanceOf(refundTo), 5);
    }

    function test_Ether_sent_to_a_deposit_address_goes_to_the_refund_address() public {
        vm.deal(escrow.depositAddressOf(_terms()), 1 ether);
        vm.prank(stranger);
        escrow.recover(_terms(), address(0));
        vm.assertEq(refundTo.balance, 1 ether);
    }

    function test_Ether_sent_to_a_deployed_deposit_address_bounces() public {
        address deposit = _deposit(_terms(), AMOUNT);
        escrow.collect(_terms());
        vm.deal(address(this), 1 ether);
        (bool accepted,) = deposit.call{value: 1 ether}("");
        vm.assertFalse(accepted);
    }

    function test_A_refund_address_that_takes_no_ether_can_have_it_sent_elsewhere() public {
        EtherRefuser refuser = new EtherRefuser();
        IPaynodeEscrow.Terms memory terms = _terms();
        terms.refundTo = address(refuser);
        vm.deal(escrow.depositAddressOf(terms), 1 ether);

        vm.expectRevert(IPaynodeEscrow.TransferFailed.selector);
        escrow.recover(terms, address(0));

        refuser.pass(address(escrow), abi.encodeCall(escrow.recoverTo, (terms, address(0), stranger)));
        vm.assertEq(stranger.balance, 1 ether);
    }

    function test_Only_the_refund_address_can_send_a_deposit_elsewhere() public {
        _deposit(_terms(), AMOUNT);
        address[4] memory callers = [stranger, payer, operator, admin];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.expectRevert(IPaynodeEscrow.NotRefundAddress.selector);
            vm.prank(callers[i]);
            escrow.recoverTo(_terms(), address(usd), callers[i]);
        }
        vm.prank(refundTo);
        escrow.recoverTo(_terms(), address(usd), secondProvider);
        vm.assertEq(usd.balanceOf(secondProvider), AMOUNT);
    }

    function test_A_deposit_cannot_be_sent_to_nobody_or_to_the_escrow() public {
        _deposit(_terms(), AMOUNT);
        vm.startPrank(refundTo);
        vm.expectRevert(IPaynodeEscrow.InvalidAddress.selector);
        escrow.recoverTo(_terms(), address(usd), address(0));
        vm.expectRevert(IPaynodeEscrow.InvalidAddress.selector);
        escrow.recoverTo(_terms(), address(usd), address(escrow));
    }

    function test_A_deposit_address_obeys_the_escrow_alone() public {
        address deposit = _deposit(_terms(), AMOUNT + 1);
        escrow.collect(_terms());
        address implementation = escrow.depositImplementation();
        address[4] memory callers = [stranger, operator, admin, refundTo];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.startPrank(callers[i]);
            vm.expectRevert(DepositAddress.NotEscrow.selector);
            DepositAddress(deposit).send(address(usd), callers[i], 1);
            vm.expectRevert(DepositAddress.NotEscrow.selector);
            DepositAddress(implementation).send(address(usd), callers[i], 1);
            vm.stopPrank();
        }
    }

    function test_While_new_orders_are_paused_a_deposit_goes_back() public {
        _deposit(_terms(), AMOUNT);
        vm.prank(operator);
        escrow.pauseNewOrders();
        vm.prank(stranger);
        escrow.collect(_terms());
        vm.assertEq(usd.balanceOf(refundTo), AMOUNT);
    }

    function test_A_deposit_in_a_token_no_longer_allowed_goes_back() public {
        _deposit(_terms(), AMOUNT);
        vm.prank(admin);
        escrow.setTokenAllowed(address(usd), false);
        vm.prank(stranger);
        escrow.collect(_terms());
        vm.assertEq(usd.balanceOf(refundTo), AMOUNT);
    }

    function testFuzz_No_amount_of_gas_leaves_the_excess_behind(uint256 gas) public {
        _deposit(_terms(), AMOUNT + 7);
        gas = 60_000 + gas % 300_000;
        try escrow.collect{gas: gas}(_terms()) {
            vm.assertEq(usd.balanceOf(refundTo), 7);
        } catch {
            vm.assertEq(usd.balanceOf(address(escrow)), 0);
        }
    }

    function testFuzz_A_deposit_of_any_amount_ends_in_the_order_or_at_the_refund_address(
        uint96 amount,
        uint96 deposited,
        uint32 wait
    ) public {
        vm.assume(amount != 0 && deposited != 0);
        IPaynodeEscrow.Terms memory terms = _terms();
        terms.amount = amount;
        _deposit(terms, deposited);
        vm.warp(block.timestamp + wait % 2 hours);
        bool inTime = block.timestamp < deadline;
        if (inTime && deposited < amount) vm.prank(refundTo);
        escrow.collect(terms);

        uint256 locked = inTime && deposited >= amount ? amount : 0;
        vm.assertEq(usd.balanceOf(address(escrow)), locked);
        vm.assertEq(usd.balanceOf(refundTo), deposited - locked);
    }
}
