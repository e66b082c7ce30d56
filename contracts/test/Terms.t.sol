// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPaynodeEscrow} from "../src/IPaynodeEscrow.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {vm} from "./Vm.sol";

contract TermsTest is EscrowTest {
    function test_The_order_id_is_the_documented_hash() public view {
        IPaynodeEscrow.Terms memory t = _terms();
        bytes memory head =
            abi.encode(escrow.ORDER_TYPEHASH(), block.chainid, address(escrow), t.orderRef, t.token);
        bytes memory middle = abi.encode(t.amount, t.payer, t.refundTo, t.deadline, t.protocolFeeBps);
        bytes memory tail = abi.encode(t.integratorFeeBps, t.integrator, t.mode);
        vm.assertEq(escrow.orderIdOf(t), keccak256(bytes.concat(head, middle, tail)));
    }

    function test_The_order_id_commits_to_every_term() public view {
        bytes32 id = escrow.orderIdOf(_terms());
        for (uint256 field = 0; field < 10; ++field) {
            vm.assertNotEq(escrow.orderIdOf(_withChanged(field)), id);
        }
    }

    function test_The_order_id_commits_to_the_chain_and_the_contract() public {
        bytes32 id = escrow.orderIdOf(_terms());
        vm.assertNotEq(_deployEscrow(address(usd)).orderIdOf(_terms()), id);
        vm.chainId(block.chainid + 1);
        vm.assertNotEq(escrow.orderIdOf(_terms()), id);
    }

    function test_The_deposit_address_is_the_documented_create2_address() public view {
        bytes32 initCodeHash = keccak256(
            abi.encodePacked(
                hex"3d602d80600a3d3981f3363d3d373d3d3d363d73",
                escrow.depositImplementation(),
                hex"5af43d82803e903d91602b57fd5bf3"
            )
        );
        bytes32 hash = keccak256(
            abi.encodePacked(bytes1(0xff), address(escrow), escrow.orderIdOf(_terms()), initCodeHash)
        );
        vm.assertEq(escrow.depositAddressOf(_terms()), address(uint160(uint256(hash))));
    }

    function test_Terms_that_no_order_can_have_get_no_deposit_address_and_no_lock() public {
        IPaynodeEscrow.Terms memory t = _terms();
        t.amount = 0;
        _expectUnsound(t, IPaynodeEscrow.ZeroAmount.selector);
        t.amount = uint256(type(uint96).max) + 1;
        _expectUnsound(t, IPaynodeEscrow.AmountTooLarge.selector);
        t = _terms();
        t.token = address(0);
        _expectUnsound(t, IPaynodeEscrow.InvalidToken.selector);
        t = _terms();
        t.refundTo = address(0);
        _expectUnsound(t, IPaynodeEscrow.InvalidRefundAddress.selector);
        t.refundTo = address(escrow);
        _expectUnsound(t, IPaynodeEscrow.InvalidRefundAddress.selector);
        t = _terms();
        t.deadline = uint64(type(uint40).max) + 1;
        _expectUnsound(t, IPaynodeEscrow.InvalidDeadline.selector);
    }

    function test_Terms_with_fees_above_the_caps_or_without_their_people_are_unsound() public {
        IPaynodeEscrow.Terms memory t = _terms();
        t.protocolFeeBps = escrow.MAX_PROTOCOL_FEE_BPS() + 1;
        _expectUnsound(t, IPaynodeEscrow.ProtocolFeeTooHigh.selector);
        t = _terms();
        t.integratorFeeBps = escrow.MAX_INTEGRATOR_FEE_BPS() + 1;
        _expectUnsound(t, IPaynodeEscrow.IntegratorFeeTooHigh.selector);
        t = _terms();
        t.integrator = address(0);
        _expectUnsound(t, IPaynodeEscrow.InvalidIntegrator.selector);
        t.integrator = address(escrow);
        _expectUnsound(t, IPaynodeEscrow.InvalidIntegrator.selector);
        t = _confirmedTerms();
        t.payer = address(0);
        _expectUnsound(t, IPaynodeEscrow.InvalidPayer.selector);
    }

    function testFuzz_Different_terms_have_different_ids_and_deposit_addresses(
        bytes32[9] memory a,
        bytes32[9] memory b,
        uint256 kept
    ) public view {
        // Some fields are made equal, so that the two differ in any number of fields, none included.
        for (uint256 i = 0; i < 9; ++i) {
            if (kept & (1 << i) != 0) b[i] = a[i];
        }
        (IPaynodeEscrow.Terms memory left, IPaynodeEscrow.Terms memory right) = (_sound(a), _sound(b));
        bool same = keccak256(abi.encode(left)) == keccak256(abi.encode(right));
        vm.assertTrue((escrow.orderIdOf(left) == escrow.orderIdOf(right)) == same);
        vm.assertTrue((escrow.depositAddressOf(left) == escrow.depositAddressOf(right)) == same);
    }

    function _expectUnsound(IPaynodeEscrow.Terms memory t, bytes4 reason) private {
        vm.expectRevert(reason);
        escrow.depositAddressOf(t);
        vm.expectRevert(reason);
        escrow.lockRefusalOf(t);
        vm.expectRevert(reason);
        escrow.lock(t);
        vm.expectRevert(reason);
        escrow.collect(t);
        vm.expectRevert(reason);
        escrow.recover(t, address(usd));
    }

    function _withChanged(uint256 field) private view returns (IPaynodeEscrow.Terms memory t) {
        t = _terms();
        if (field == 0) t.orderRef = bytes32(uint256(99));
        else if (field == 1) t.token = stranger;
        else if (field == 2) t.amount = AMOUNT + 1;
        else if (field == 3) t.payer = stranger;
        else if (field == 4) t.refundTo = stranger;
        else if (field == 5) t.deadline = deadline + 1;
        else if (field == 6) t.protocolFeeBps = FEE_BPS + 1;
        else if (field == 7) t.integratorFeeBps = INTEGRATOR_FEE_BPS + 1;
        else if (field == 8) t.integrator = stranger;
        else t.mode = IPaynodeEscrow.ReleaseMode.Confirmed;
    }

    /// Sound terms from any words.
    function _sound(bytes32[9] memory words) private pure returns (IPaynodeEscrow.Terms memory terms) {
        terms.orderRef = words[0];
        terms.token = _account(words[1]);
        terms.amount = 1 + uint256(words[2]) % type(uint96).max;
        terms.payer = _account(words[3]);
        terms.refundTo = _account(words[4]);
        terms.deadline = uint40(uint256(words[5]));
        terms.protocolFeeBps = uint16(uint256(words[6]) % 101);
        terms.integratorFeeBps = uint16((uint256(words[6]) >> 32) % 1001);
        terms.integrator = _account(words[7]);
        terms.mode = IPaynodeEscrow.ReleaseMode(uint256(words[8]) % 2);
    }

    /// Neither zero nor the escrow, which is far from the first four thousand million addresses.
    function _account(bytes32 word) private pure returns (address) {
        return address(uint160(1 + uint256(word) % type(uint32).max));
    }
}
