// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IPaynodeEscrow} from "../src/IPaynodeEscrow.sol";
import {TestUsd} from "../src/TestUsd.sol";
import {ContractPayer} from "./ContractPayer.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {vm} from "./Vm.sol";

contract LockTest is EscrowTest {
    bytes32 private constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
    bytes32 private constant RECEIVE_TYPEHASH = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,"
        "bytes32 nonce)"
    );

    function test_Locking_takes_the_amount_and_says_all_that_an_indexer_needs() public {
        IPaynodeEscrow.Terms memory terms = _terms();
        bytes32 orderId = escrow.orderIdOf(terms);
        usd.mint(payer, AMOUNT);
        vm.startPrank(payer);
        usd.approve(address(escrow), AMOUNT);

        vm.expectEmit(address(escrow));
        emit IPaynodeEscrow.Locked(orderId, terms.orderRef, address(usd), payer, AMOUNT, terms);
        escrow.lock(terms);

        vm.assertEq(usd.balanceOf(payer), 0);
        vm.assertEq(usd.balanceOf(address(escrow)), AMOUNT);
    }

    function test_A_locked_order_keeps_every_term() public {
        IPaynodeEscrow.Terms memory terms = _confirmedTerms();
        IPaynodeEscrow.Order memory order = escrow.orderOf(_lock(terms));
        vm.assertEq(uint256(order.status), uint256(IPaynodeEscrow.OrderStatus.Locked));
        vm.assertEq(order.token, terms.token);
        vm.assertEq(order.remaining, terms.amount);
        vm.assertEq(order.payer, terms.payer);
        vm.assertEq(order.refundTo, terms.refundTo);
        vm.assertEq(order.deadline, terms.deadline);
        vm.assertEq(order.protocolFeeBps, terms.protocolFeeBps);
        vm.assertEq(order.integratorFeeBps, terms.integratorFeeBps);
        vm.assertEq(order.integrator, terms.integrator);
        vm.assertEq(uint256(order.mode), uint256(terms.mode));
    }

    function test_An_order_is_never_locked_twice_not_even_after_it_has_finished() public {
        bytes32 orderId = _lock(_terms());
        _expectLockRefused(orderId, IPaynodeEscrow.AlreadyLocked.selector);
        escrow.lock(_terms());
        _release(orderId, provider, AMOUNT);
        _expectLockRefused(orderId, IPaynodeEscrow.AlreadyLocked.selector);
        escrow.lock(_terms());
    }

    function test_A_stranger_who_locks_first_only_gives_money_away() public {
        usd.mint(stranger, AMOUNT);
        vm.startPrank(stranger);
        usd.approve(address(escrow), AMOUNT);
        escrow.lock(_terms());
        vm.stopPrank();
        vm.warp(deadline);
        _refundBy(stranger, escrow.orderIdOf(_terms()));
        vm.assertEq(usd.balanceOf(refundTo), AMOUNT);
        vm.assertEq(usd.balanceOf(stranger), 0);
    }

    function test_Locking_without_allowance_reverts() public {
        usd.mint(payer, AMOUNT);
        vm.expectRevert(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientAllowance.selector, address(escrow), 0, AMOUNT
            )
        );
        vm.prank(payer);
        escrow.lock(_terms());
    }

    function test_An_order_in_a_token_that_is_not_allowed_is_refused() public {
        IPaynodeEscrow.Terms memory terms = _terms();
        terms.token = address(new TestUsd());
        _assertRefused(terms, IPaynodeEscrow.TokenNotAllowed.selector);
    }

    function test_An_order_is_refused_from_its_deadline_on() public {
        vm.warp(deadline - 1);
        vm.assertEq(bytes32(escrow.lockRefusalOf(_terms())), 0);
        vm.warp(deadline);
        _assertRefused(_terms(), IPaynodeEscrow.DeadlinePassed.selector);
    }

    function test_An_order_with_a_deadline_too_far_away_is_refused() public {
        IPaynodeEscrow.Terms memory terms = _terms();
        terms.deadline = uint64(block.timestamp) + escrow.MAX_LOCK_TIME();
        vm.assertEq(bytes32(escrow.lockRefusalOf(terms)), 0);
        terms.deadline += 1;
        _assertRefused(terms, IPaynodeEscrow.DeadlineTooFar.selector);
    }

    function test_An_order_with_another_fee_than_the_protocol_asks_is_refused() public {
        IPaynodeEscrow.Terms memory terms = _terms();
        terms.protocolFeeBps = FEE_BPS - 1;
        _assertRefused(terms, IPaynodeEscrow.ProtocolFeeOutdated.selector);
    }

    function test_A_permit_locks_in_one_transaction() public {
        IPaynodeEscrow.Terms memory terms = _terms();
        usd.mint(payer, AMOUNT);
        (uint8 v, bytes32 r, bytes32 s) = _permit(AMOUNT);
        vm.prank(payer);
        escrow.lockWithPermit(terms, deadline, v, r, s);
        _assertStatus(escrow.orderIdOf(terms), IPaynodeEscrow.OrderStatus.Locked, AMOUNT);
    }

    function test_A_permit_that_someone_else_submitted_first_does_no_harm() public {
        usd.mint(payer, AMOUNT);
        (uint8 v, bytes32 r, bytes32 s) = _permit(AMOUNT);
        vm.prank(stranger);
        usd.permit(payer, address(escrow), AMOUNT, deadline, v, r, s);
        vm.prank(payer);
        escrow.lockWithPermit(_terms(), deadline, v, r, s);
        vm.assertEq(usd.balanceOf(address(escrow)), AMOUNT);
    }

    function test_A_permit_cannot_be_used_by_another_caller() public {
        usd.mint(payer, AMOUNT);
        (uint8 v, bytes32 r, bytes32 s) = _permit(AMOUNT);
        vm.expectRevert();
        vm.prank(stranger);
        escrow.lockWithPermit(_terms(), deadline, v, r, s);
        vm.assertEq(usd.balanceOf(payer), AMOUNT);
    }

    function test_Anyone_can_submit_the_payers_authorization() public {
        usd.mint(payer, AMOUNT);
        bytes memory signature = _authorization(escrow.orderIdOf(_terms()));
        vm.prank(stranger);
        escrow.lockWithAuthorization(_terms(), payer, 0, deadline, signature);
        vm.assertEq(usd.balanceOf(payer), 0);
        _assertStatus(escrow.orderIdOf(_terms()), IPaynodeEscrow.OrderStatus.Locked, AMOUNT);
    }

    function test_An_authorization_cannot_be_attached_to_other_terms() public {
        usd.mint(payer, AMOUNT);
        bytes memory signature = _authorization(escrow.orderIdOf(_terms()));
        IPaynodeEscrow.Terms memory stolen = _terms();
        stolen.refundTo = stranger;
        vm.expectRevert(TestUsd.InvalidSignature.selector);
        escrow.lockWithAuthorization(stolen, payer, 0, deadline, signature);
    }

    function test_A_contract_wallet_can_authorize_with_a_signature_of_its_own() public {
        ContractPayer wallet = new ContractPayer();
        usd.mint(address(wallet), AMOUNT);
        wallet.confirm(_authorizationHash(address(wallet), escrow.orderIdOf(_terms())));
        escrow.lockWithAuthorization(_terms(), address(wallet), 0, deadline, hex"01");
        vm.assertEq(usd.balanceOf(address(escrow)), AMOUNT);
    }

    function testFuzz_Any_sound_amount_is_locked_whole(uint96 amount) public {
        vm.assume(amount != 0);
        IPaynodeEscrow.Terms memory terms = _terms();
        terms.amount = amount;
        _assertStatus(_lock(terms), IPaynodeEscrow.OrderStatus.Locked, amount);
        vm.assertEq(usd.balanceOf(address(escrow)), amount);
    }

    function _assertRefused(IPaynodeEscrow.Terms memory terms, bytes4 reason) private {
        vm.assertEq(bytes32(escrow.lockRefusalOf(terms)), bytes32(reason));
        _expectLockRefused(escrow.orderIdOf(terms), reason);
        escrow.lock(terms);
    }

    function _permit(uint256 value) private view returns (uint8 v, bytes32 r, bytes32 s) {
        bytes32 hash = keccak256(
            abi.encode(PERMIT_TYPEHASH, payer, address(escrow), value, usd.nonces(payer), deadline)
        );
        return vm.sign(PAYER_KEY, _typedHash(hash));
    }

    function _authorization(bytes32 orderId) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(PAYER_KEY, _authorizationHash(payer, orderId));
        return abi.encodePacked(r, s, v);
    }

    function _authorizationHash(address from, bytes32 orderId) private view returns (bytes32) {
        return _typedHash(
            keccak256(
                abi.encode(RECEIVE_TYPEHASH, from, address(escrow), AMOUNT, uint256(0), deadline, orderId)
            )
        );
    }

    function _typedHash(bytes32 structHash) private view returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", usd.DOMAIN_SEPARATOR(), structHash));
    }
}
