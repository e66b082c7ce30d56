// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IPaynodeEscrow} from "../src/IPaynodeEscrow.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {BombToken} from "./tokens/BombToken.sol";
import {FalseToken} from "./tokens/FalseToken.sol";
import {FeeToken} from "./tokens/FeeToken.sol";
import {MoodyToken} from "./tokens/MoodyToken.sol";
import {ReentrantToken} from "./tokens/ReentrantToken.sol";
import {SilentToken} from "./tokens/SilentToken.sol";
import {vm} from "./Vm.sol";

/// @notice What tokens do that a token should not: the other orders never pay for it, and nobody's money is stuck.
contract HostileTokensTest is EscrowTest {
    function test_A_token_that_takes_a_fee_cannot_be_locked() public {
        FeeToken token = new FeeToken();
        IPaynodeEscrow.Terms memory terms = _termsIn(address(token));
        token.mint(payer, AMOUNT);
        vm.startPrank(payer);
        token.approve(address(escrow), AMOUNT);
        vm.expectRevert(_unexpected(AMOUNT - AMOUNT / 100));
        escrow.lock(terms);
    }

    function test_A_deposit_in_a_token_that_takes_a_fee_cannot_be_locked_but_goes_back() public {
        FeeToken token = new FeeToken();
        IPaynodeEscrow.Terms memory terms = _termsIn(address(token));
        token.mint(escrow.depositAddressOf(terms), AMOUNT);
        vm.expectRevert(_unexpected(AMOUNT - AMOUNT / 100));
        escrow.collect(terms);
        vm.warp(deadline);
        vm.prank(stranger);
        escrow.collect(terms);
        vm.assertEq(token.balanceOf(refundTo), AMOUNT - AMOUNT / 100);
    }

    function test_A_fee_switched_on_later_is_the_receivers_loss_and_no_other_orders() public {
        FeeToken token = new FeeToken();
        token.setCharging(false);
        bytes32 first = _collectIn(address(token), 1);
        bytes32 second = _collectIn(address(token), 2);
        token.setCharging(true);
        _refundBy(operator, first);
        _refundBy(operator, second);
        vm.assertEq(token.balanceOf(refundTo), 2 * (AMOUNT - AMOUNT / 100));
        vm.assertEq(token.balanceOf(address(escrow)), 0);
    }

    function test_A_token_that_returns_nothing_works_from_lock_to_release() public {
        SilentToken token = new SilentToken();
        IPaynodeEscrow.Terms memory terms = _termsIn(address(token));
        token.mint(payer, AMOUNT);
        vm.startPrank(payer);
        token.approve(address(escrow), AMOUNT);
        escrow.lock(terms);
        vm.stopPrank();
        _release(escrow.orderIdOf(terms), provider, AMOUNT);
        vm.assertEq(token.balanceOf(provider), 98_500_000);
    }

    function test_A_token_that_returns_nothing_works_by_deposit_address() public {
        SilentToken token = new SilentToken();
        bytes32 orderId = _collectIn(address(token), 1);
        _refundBy(operator, orderId);
        vm.assertEq(token.balanceOf(refundTo), AMOUNT);
    }

    function test_A_lock_that_the_token_answers_with_false_reverts() public {
        FalseToken token = new FalseToken();
        IPaynodeEscrow.Terms memory terms = _termsIn(address(token));
        vm.expectRevert();
        vm.prank(payer);
        escrow.lock(terms);
        token.mint(escrow.depositAddressOf(terms), AMOUNT);
        token.setRefusing(true);
        vm.expectRevert(IPaynodeEscrow.TransferFailed.selector);
        escrow.collect(terms);
    }

    function test_A_payout_that_the_token_answers_with_false_becomes_a_credit() public {
        FalseToken token = new FalseToken();
        bytes32 orderId = _collectIn(address(token), 1);
        token.setRefusing(true);
        _release(orderId, provider, AMOUNT);
        vm.assertEq(escrow.creditOf(address(token), provider), 98_500_000);
        token.setRefusing(false);
        escrow.withdraw(address(token), provider);
        vm.assertEq(token.balanceOf(provider), 98_500_000);
    }

    function test_A_blacklisted_provider_gets_a_credit_and_the_rest_of_the_batch_is_paid() public {
        MoodyToken token = new MoodyToken();
        IPaynodeEscrow.Release[] memory batch = new IPaynodeEscrow.Release[](2);
        batch[0] = IPaynodeEscrow.Release(_collectIn(address(token), 1), provider, AMOUNT, "");
        batch[1] = IPaynodeEscrow.Release(_collectIn(address(token), 2), secondProvider, AMOUNT, "");
        token.setBlocked(provider, true);

        vm.expectEmit(address(escrow));
        emit IPaynodeEscrow.Credited(provider, address(token), 98_500_000);
        vm.prank(operator);
        escrow.release(batch);

        vm.assertEq(token.balanceOf(secondProvider), 98_500_000);
        vm.assertEq(token.balanceOf(address(escrow)), 98_500_000);
        vm.assertEq(escrow.creditOf(address(token), provider), 98_500_000);
    }

    function test_A_blacklisted_refund_address_gets_a_credit_that_it_can_send_elsewhere() public {
        MoodyToken token = new MoodyToken();
        bytes32 orderId = _collectIn(address(token), 1);
        token.setBlocked(refundTo, true);
        vm.warp(deadline);
        _refundBy(stranger, orderId);

        vm.expectRevert();
        escrow.withdraw(address(token), refundTo);
        vm.expectEmit(address(escrow));
        emit IPaynodeEscrow.Withdrawn(refundTo, address(token), secondProvider, AMOUNT);
        vm.prank(refundTo);
        escrow.withdrawTo(address(token), secondProvider);
        vm.assertEq(token.balanceOf(secondProvider), AMOUNT);
    }

    function test_A_credit_is_paid_once_and_to_its_owner() public {
        MoodyToken token = new MoodyToken();
        bytes32 orderId = _collectIn(address(token), 1);
        _collectIn(address(token), 2);
        token.setBlocked(refundTo, true);
        _refundBy(operator, orderId);
        token.setBlocked(refundTo, false);

        vm.prank(stranger);
        escrow.withdraw(address(token), refundTo);
        vm.assertEq(token.balanceOf(refundTo), AMOUNT);
        vm.expectRevert(IPaynodeEscrow.NothingToWithdraw.selector);
        escrow.withdraw(address(token), refundTo);
        vm.expectRevert(IPaynodeEscrow.NothingToWithdraw.selector);
        vm.prank(stranger);
        escrow.withdrawTo(address(token), stranger);
        vm.expectRevert(IPaynodeEscrow.InvalidAddress.selector);
        escrow.withdrawTo(address(token), address(escrow));
    }

    function test_Credits_of_several_batches_add_up() public {
        MoodyToken token = new MoodyToken();
        bytes32 first = _collectIn(address(token), 1);
        bytes32 second = _collectIn(address(token), 2);
        token.setBlocked(refundTo, true);
        _refundBy(operator, first);
        _refundBy(operator, second);
        vm.assertEq(escrow.creditOf(address(token), refundTo), 2 * AMOUNT);
        token.setBlocked(refundTo, false);
        escrow.withdraw(address(token), refundTo);
        vm.assertEq(token.balanceOf(refundTo), 2 * AMOUNT);
    }

    function test_A_blacklisted_refund_address_does_not_stop_an_order_funded_with_too_much() public {
        MoodyToken token = new MoodyToken();
        IPaynodeEscrow.Terms memory terms = _termsIn(address(token));
        address deposit = escrow.depositAddressOf(terms);
        token.mint(deposit, AMOUNT + 5);
        token.setBlocked(refundTo, true);
        escrow.collect(terms);
        _assertStatus(escrow.orderIdOf(terms), IPaynodeEscrow.OrderStatus.Locked, AMOUNT);

        vm.expectRevert(IPaynodeEscrow.TransferFailed.selector);
        escrow.recover(terms, address(token));
        vm.prank(refundTo);
        escrow.recoverTo(terms, address(token), secondProvider);
        vm.assertEq(token.balanceOf(secondProvider), 5);
    }

    function test_A_token_that_stops_pays_its_orders_out_when_it_starts_again() public {
        MoodyToken token = new MoodyToken();
        bytes32 stopped = _collectIn(address(token), 1);
        bytes32 other = _lock(_terms(2));
        token.setStopped(true);
        IPaynodeEscrow.Release[] memory batch = new IPaynodeEscrow.Release[](2);
        batch[0] = IPaynodeEscrow.Release(stopped, provider, AMOUNT, "");
        batch[1] = IPaynodeEscrow.Release(other, provider, AMOUNT, "");
        vm.prank(operator);
        escrow.release(batch);
        vm.assertEq(usd.balanceOf(provider), 98_500_000);

        token.setStopped(false);
        escrow.withdraw(address(token), provider);
        escrow.withdraw(address(token), feeReceiver);
        escrow.withdraw(address(token), integrator);
        vm.assertEq(token.balanceOf(address(escrow)), 0);
    }

    function test_A_token_whose_code_is_gone_does_not_stop_the_batch() public {
        MoodyToken token = new MoodyToken();
        bytes32 gone = _collectIn(address(token), 1);
        IPaynodeEscrow.Release[] memory batch = new IPaynodeEscrow.Release[](2);
        batch[0] = IPaynodeEscrow.Release(gone, provider, AMOUNT, "");
        batch[1] = IPaynodeEscrow.Release(_lock(_terms(2)), provider, AMOUNT, "");
        vm.etch(address(token), "");
        vm.prank(operator);
        escrow.release(batch);
        vm.assertEq(usd.balanceOf(provider), 98_500_000);
        vm.assertEq(escrow.creditOf(address(token), provider), 98_500_000);
    }

    function test_A_return_bomb_costs_the_batch_little() public {
        BombToken token = new BombToken();
        bytes32 orderId = _collectIn(address(token), 1);
        token.setArmed(true);
        vm.prank(operator);
        // Copying the megabyte would take over two million gas on the caller's side alone; the bomb's own side
        // takes as much.
        escrow.release{gas: 8_000_000}(_one(IPaynodeEscrow.Release(orderId, provider, AMOUNT, "")));
        vm.assertEq(escrow.creditOf(address(token), provider), 98_500_000);
    }

    function test_Reentering_any_function_in_the_middle_of_a_transfer_fails() public {
        ReentrantToken token = new ReentrantToken();
        bytes32 orderId = _collectIn(address(token), 1);
        IPaynodeEscrow.Terms memory other = _termsIn(address(token), 2);
        token.mint(escrow.depositAddressOf(other), AMOUNT);
        bytes[9] memory calls = _reentrantCalls(orderId, other, address(token));
        // Even an operator that is the token itself gets no further.
        vm.prank(admin);
        escrow.setOperator(address(token));
        for (uint256 i = 0; i < calls.length; ++i) {
            token.reenter(address(escrow), calls[i]);
            vm.prank(address(token));
            escrow.release(_one(IPaynodeEscrow.Release(orderId, provider, 1e6, "")));
            vm.assertEq(
                bytes32(token.lastError()),
                bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
            );
        }
        vm.assertEq(token.successes(), 0);
        vm.assertEq(token.attempts(), 3 * calls.length, "provider, protocol and integrator each time");
        vm.assertEq(token.balanceOf(address(escrow)), AMOUNT - calls.length * 1e6);
    }

    function test_Reentering_in_the_middle_of_a_lock_fails() public {
        ReentrantToken token = new ReentrantToken();
        IPaynodeEscrow.Terms memory terms = _termsIn(address(token), 1);
        IPaynodeEscrow.Terms memory other = _termsIn(address(token), 2);
        token.mint(escrow.depositAddressOf(other), AMOUNT);
        token.mint(payer, AMOUNT);
        vm.prank(payer);
        token.approve(address(escrow), AMOUNT);
        token.reenter(address(escrow), abi.encodeCall(escrow.collect, (other)));
        vm.prank(payer);
        escrow.lock(terms);
        vm.assertEq(token.successes(), 0);
        vm.assertEq(token.balanceOf(address(escrow)), AMOUNT);
    }

    function test_Six_and_eighteen_decimals_up_to_the_largest_amount() public {
        MoodyToken token = new MoodyToken();
        IPaynodeEscrow.Terms memory terms = _termsIn(address(token));
        terms.amount = type(uint96).max;
        token.mint(escrow.depositAddressOf(terms), terms.amount);
        escrow.collect(terms);
        _release(escrow.orderIdOf(terms), provider, terms.amount);
        uint256 fees = terms.amount * FEE_BPS / 10_000 + terms.amount * INTEGRATOR_FEE_BPS / 10_000;
        vm.assertEq(token.balanceOf(provider), terms.amount - fees);
        vm.assertEq(token.balanceOf(address(escrow)), 0);
    }

    function test_Tokens_sent_to_the_escrow_by_mistake_fund_no_order() public {
        usd.mint(address(escrow), 5);
        usd.mint(payer, AMOUNT - 1);
        vm.startPrank(payer);
        usd.approve(address(escrow), AMOUNT);
        vm.expectRevert();
        escrow.lock(_terms());
    }

    function _termsIn(address token) private returns (IPaynodeEscrow.Terms memory) {
        return _termsIn(token, 1);
    }

    function _termsIn(address token, uint256 number) private returns (IPaynodeEscrow.Terms memory terms) {
        vm.prank(admin);
        escrow.setTokenAllowed(token, true);
        terms = _terms(number);
        terms.token = token;
    }

    /// An order in the token, funded by deposit address. Every token here can be minted.
    function _collectIn(address token, uint256 number) private returns (bytes32) {
        IPaynodeEscrow.Terms memory terms = _termsIn(token, number);
        MoodyToken(token).mint(escrow.depositAddressOf(terms), AMOUNT);
        escrow.collect(terms);
        return escrow.orderIdOf(terms);
    }

    function _unexpected(uint256 received) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IPaynodeEscrow.UnexpectedAmount.selector, AMOUNT, received);
    }

    function _reentrantCalls(bytes32 orderId, IPaynodeEscrow.Terms memory terms, address token)
        private
        view
        returns (bytes[9] memory calls)
    {
        IPaynodeEscrow.Release[] memory item = _one(IPaynodeEscrow.Release(orderId, provider, 1, ""));
        calls[0] = abi.encodeCall(escrow.release, (item));
        calls[1] = abi.encodeCall(escrow.refund, (_one(orderId)));
        calls[2] = abi.encodeCall(escrow.collect, (terms));
        calls[3] = abi.encodeCall(escrow.recover, (terms, token));
        calls[4] = abi.encodeCall(escrow.withdraw, (token, provider));
        calls[5] = abi.encodeCall(escrow.withdrawTo, (token, provider));
        calls[6] = abi.encodeCall(escrow.lock, (terms));
        calls[7] = abi.encodeCall(escrow.lockWithPermit, (terms, 0, 0, 0, 0));
        calls[8] = abi.encodeCall(escrow.lockWithAuthorization, (terms, payer, 0, 0, ""));
    }
}
