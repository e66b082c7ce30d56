// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPaynodeEscrow} from "../src/IPaynodeEscrow.sol";
import {TestUsd} from "../src/TestUsd.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {Vm, vm} from "./Vm.sol";

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

    function test_Only_the_operator_can_release() public {
        bytes32 orderId = _lock(_terms());
        address[5] memory callers = [stranger, admin, provider, payer, feeReceiver];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.expectRevert(IPaynodeEscrow.NotOperator.selector);
            vm.prank(callers[i]);
            escrow.release(_one(IPaynodeEscrow.Release(orderId, callers[i], AMOUNT, "")));
        }
    }

    function test_An_unknown_order_is_skipped() public {
        _expectReleaseSkipped(bytes32(uint256(7)), IPaynodeEscrow.NotLocked.selector);
        _release(bytes32(uint256(7)), provider, AMOUNT);
    }

    function test_More_than_is_locked_and_nothing_at_all_are_skipped() public {
        bytes32 orderId = _lock(_terms());
        _lock(_terms(2));
        _expectReleaseSkipped(orderId, IPaynodeEscrow.InvalidAmount.selector);
        _release(orderId, provider, AMOUNT + 1);
        _expectReleaseSkipped(orderId, IPaynodeEscrow.InvalidAmount.selector);
        _release(orderId, provider, 0);
        vm.assertEq(usd.balanceOf(provider), 0);
    }

    function test_Nobody_and_the_escrow_itself_are_no_providers() public {
        bytes32 orderId = _lock(_terms());
        _expectReleaseSkipped(orderId, IPaynodeEscrow.InvalidProvider.selector);
        _release(orderId, address(0), AMOUNT);
        _expectReleaseSkipped(orderId, IPaynodeEscrow.InvalidProvider.selector);
        _release(orderId, address(escrow), AMOUNT);
    }

    function test_An_order_can_be_paid_by_several_providers_in_parts() public {
        bytes32 orderId = _lock(_terms());
        vm.expectEmit(address(escrow));
        emit IPaynodeEscrow.Released(orderId, provider, 39_400_000, 200_000, 400_000, 60e6);
        _release(orderId, provider, 40e6);
        _release(orderId, secondProvider, 60e6);
        vm.assertEq(usd.balanceOf(provider), 39_400_000);
        vm.assertEq(usd.balanceOf(secondProvider), 59_100_000);
        _assertStatus(orderId, IPaynodeEscrow.OrderStatus.Finished, 0);
    }

    function test_Two_parts_of_one_order_fit_in_one_batch_and_a_third_does_not() public {
        bytes32 orderId = _lock(_terms());
        IPaynodeEscrow.Release[] memory batch = new IPaynodeEscrow.Release[](3);
        batch[0] = IPaynodeEscrow.Release(orderId, provider, 40e6, "");
        batch[1] = IPaynodeEscrow.Release(orderId, secondProvider, 60e6, "");
        batch[2] = IPaynodeEscrow.Release(orderId, provider, 1, "");
        _expectReleaseSkipped(orderId, IPaynodeEscrow.NotLocked.selector);
        vm.prank(operator);
        escrow.release(batch);
        vm.assertEq(usd.balanceOf(provider) + usd.balanceOf(secondProvider), 98_500_000);
    }

    function test_A_batch_pays_each_receiver_once_and_skips_what_it_must() public {
        IPaynodeEscrow.Release[] memory batch = new IPaynodeEscrow.Release[](5);
        for (uint256 i = 0; i < 4; ++i) {
            batch[i] = IPaynodeEscrow.Release(
                _lock(_terms(i + 1)), i % 2 == 0 ? provider : secondProvider, AMOUNT, ""
            );
        }
        batch[4] = batch[0];
        vm.recordLogs();
        vm.prank(operator);
        escrow.release(batch);

        vm.assertEq(_transfersIn(vm.getRecordedLogs()), 4, "two providers, the protocol, the integrator");
        vm.assertEq(usd.balanceOf(provider), 2 * 98_500_000);
        vm.assertEq(usd.balanceOf(secondProvider), 2 * 98_500_000);
        vm.assertEq(usd.balanceOf(feeReceiver), 4 * 500_000);
        vm.assertEq(usd.balanceOf(integrator), 4 * 1_000_000);
    }

    function test_A_share_of_nothing_is_no_transfer() public {
        IPaynodeEscrow.Terms memory terms = _terms();
        (terms.integratorFeeBps, terms.integrator) = (0, address(0));
        bytes32 orderId = _lock(terms);
        vm.recordLogs();
        _release(orderId, provider, AMOUNT);
        vm.assertEq(_transfersIn(vm.getRecordedLogs()), 2, "the provider and the protocol");
    }

    function test_Two_batches_in_one_transaction_do_not_mix_their_payouts() public {
        bytes32 first = _lock(_terms(1));
        bytes32 second = _lock(_terms(2));
        // A test is one transaction, in which transient storage lives on.
        _release(first, provider, 10e6);
        _release(second, provider, 20e6);
        _refundBy(operator, first);
        vm.assertEq(usd.balanceOf(provider), 29_550_000);
        vm.assertEq(usd.balanceOf(refundTo), 90e6);
    }

    function test_One_batch_can_hold_orders_in_several_tokens() public {
        TestUsd other = new TestUsd();
        vm.prank(admin);
        escrow.setTokenAllowed(address(other), true);
        IPaynodeEscrow.Terms memory terms = _terms(2);
        terms.token = address(other);
        other.mint(escrow.depositAddressOf(terms), AMOUNT);
        escrow.collect(terms);

        IPaynodeEscrow.Release[] memory batch = new IPaynodeEscrow.Release[](2);
        batch[0] = IPaynodeEscrow.Release(_lock(_terms()), provider, AMOUNT, "");
        batch[1] = IPaynodeEscrow.Release(escrow.orderIdOf(terms), provider, AMOUNT, "");
        vm.prank(operator);
        escrow.release(batch);
        vm.assertEq(usd.balanceOf(provider), 98_500_000);
        vm.assertEq(other.balanceOf(provider), 98_500_000);
    }

    function test_An_empty_batch_does_nothing() public {
        vm.startPrank(operator);
        escrow.release(new IPaynodeEscrow.Release[](0));
        escrow.refund(new bytes32[](0));
    }

    function test_A_provider_that_paid_just_before_the_deadline_can_be_released_after_it() public {
        bytes32 orderId = _lock(_terms());
        vm.warp(deadline + 1 hours);
        _release(orderId, provider, AMOUNT);
        vm.assertEq(usd.balanceOf(provider), 98_500_000);
    }

    function test_After_the_deadline_release_and_refund_race_and_the_first_wins() public {
        bytes32 refunded = _lock(_terms(1));
        bytes32 released = _lock(_terms(2));
        vm.warp(deadline);

        _refundBy(stranger, refunded);
        _expectReleaseSkipped(refunded, IPaynodeEscrow.NotLocked.selector);
        _release(refunded, provider, AMOUNT);

        _release(released, provider, AMOUNT);
        _refundBy(stranger, released);

        vm.assertEq(usd.balanceOf(refundTo), AMOUNT);
        vm.assertEq(usd.balanceOf(provider), 98_500_000);
        vm.assertEq(usd.balanceOf(address(escrow)), 0);
    }

    function test_A_signature_is_ignored_in_mode_operator() public {
        _release(_lock(_terms()), provider, AMOUNT, hex"deadbeef");
        vm.assertEq(usd.balanceOf(provider), 98_500_000);
    }

    function test_The_fee_receiver_of_the_moment_of_release_is_paid() public {
        bytes32 orderId = _lock(_terms());
        vm.prank(admin);
        escrow.setFeeReceiver(stranger);
        _release(orderId, provider, AMOUNT);
        vm.assertEq(usd.balanceOf(stranger), 500_000);
        vm.assertEq(usd.balanceOf(feeReceiver), 0);
    }

    function test_A_provider_that_is_also_the_integrator_gets_both_shares() public {
        IPaynodeEscrow.Terms memory terms = _terms();
        terms.integrator = provider;
        _release(_lock(terms), provider, AMOUNT);
        vm.assertEq(usd.balanceOf(provider), 99_500_000);
    }

    function testFuzz_Shares_add_up_to_the_released_amount_and_fees_round_down(
        uint96 amount,
        uint16 integratorBps
    ) public {
        vm.assume(amount != 0);
        IPaynodeEscrow.Terms memory terms = _terms();
        terms.amount = amount;
        terms.integratorFeeBps = integratorBps % 1001;
        _release(_lock(terms), provider, amount);
        uint256 protocolFee = uint256(amount) * FEE_BPS / 10_000;
        uint256 integratorFee = uint256(amount) * terms.integratorFeeBps / 10_000;
        vm.assertEq(usd.balanceOf(feeReceiver), protocolFee);
        vm.assertEq(usd.balanceOf(integrator), integratorFee);
        vm.assertEq(usd.balanceOf(provider), amount - protocolFee - integratorFee);
    }

    function testFuzz_Parts_never_pay_out_more_than_is_locked(uint96 amount, uint96[8] memory parts) public {
        vm.assume(amount != 0);
        IPaynodeEscrow.Terms memory terms = _terms();
        terms.amount = amount;
        bytes32 orderId = _lock(terms);
        uint256 remaining = amount;
        for (uint256 i = 0; i < parts.length; ++i) {
            _release(orderId, provider, parts[i]);
            if (parts[i] <= remaining) remaining -= parts[i];
            vm.assertEq(escrow.orderOf(orderId).remaining, remaining);
            vm.assertEq(usd.balanceOf(address(escrow)), remaining);
        }
        _refundBy(operator, orderId);
        vm.assertEq(usd.balanceOf(refundTo), remaining);
    }

    function _transfersIn(Vm.Log[] memory logs) private pure returns (uint256 count) {
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == keccak256("Transfer(address,address,uint256)")) ++count;
        }
    }
}
