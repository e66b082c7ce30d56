// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPaynodeEscrow} from "../src/IPaynodeEscrow.sol";
import {ContractPayer} from "./ContractPayer.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {vm} from "./Vm.sol";

/// @notice Mode `Confirmed`: the operator needs the payer's signature over each release.
contract ConfirmedTest is EscrowTest {
    function test_The_operator_alone_cannot_release_a_confirmed_order() public {
        bytes32 orderId = _lock(_confirmedTerms());
        _expectReleaseSkipped(orderId, IPaynodeEscrow.NotConfirmed.selector);
        _release(orderId, operator, AMOUNT);
        _assertStatus(orderId, IPaynodeEscrow.OrderStatus.Locked, AMOUNT);
    }

    function test_The_payers_signature_releases() public {
        bytes32 orderId = _lock(_confirmedTerms());
        _release(orderId, provider, AMOUNT, _confirm(orderId, provider, AMOUNT, AMOUNT));
        vm.assertEq(usd.balanceOf(provider), 98_500_000);
    }

    function test_The_signature_is_the_documented_typed_data() public view {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("Paynode Escrow"),
                keccak256("1"),
                block.chainid,
                address(escrow)
            )
        );
        bytes32 typehash =
            keccak256("Confirmation(bytes32 orderId,address provider,uint256 amount,uint256 remaining)");
        bytes32 message =
            keccak256(abi.encode(typehash, bytes32(uint256(1)), provider, uint256(2), uint256(3)));
        vm.assertEq(
            escrow.confirmationHash(bytes32(uint256(1)), provider, 2, 3),
            keccak256(abi.encodePacked(hex"1901", domain, message))
        );
    }

    function test_A_signature_serves_once() public {
        bytes32 orderId = _lock(_confirmedTerms());
        bytes memory signature = _confirm(orderId, provider, AMOUNT / 2, AMOUNT);
        _release(orderId, provider, AMOUNT / 2, signature);
        _expectReleaseSkipped(orderId, IPaynodeEscrow.NotConfirmed.selector);
        _release(orderId, provider, AMOUNT / 2, signature);
        _assertStatus(orderId, IPaynodeEscrow.OrderStatus.Locked, AMOUNT / 2);
    }

    function test_A_signature_for_another_provider_amount_order_or_escrow_does_not_serve() public {
        bytes32 orderId = _lock(_confirmedTerms());
        bytes32 other = _lock(_changed(2));
        _assertNotConfirmed(orderId, secondProvider, AMOUNT, _confirm(orderId, provider, AMOUNT, AMOUNT));
        _assertNotConfirmed(orderId, provider, AMOUNT - 1, _confirm(orderId, provider, AMOUNT, AMOUNT));
        _assertNotConfirmed(other, provider, AMOUNT, _confirm(orderId, provider, AMOUNT, AMOUNT));
        _assertNotConfirmed(orderId, provider, AMOUNT, hex"");
        _assertNotConfirmed(orderId, provider, AMOUNT, new bytes(65));
        bytes32 foreign = _deployEscrow(address(usd)).confirmationHash(orderId, provider, AMOUNT, AMOUNT);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(PAYER_KEY, foreign);
        _assertNotConfirmed(orderId, provider, AMOUNT, abi.encodePacked(r, s, v));
    }

    function test_Nobody_elses_signature_serves() public {
        bytes32 orderId = _lock(_confirmedTerms());
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(uint256(1), escrow.confirmationHash(orderId, provider, AMOUNT, AMOUNT));
        _assertNotConfirmed(orderId, provider, AMOUNT, abi.encodePacked(r, s, v));
    }

    function test_A_signature_without_the_operator_releases_nothing() public {
        bytes32 orderId = _lock(_confirmedTerms());
        bytes memory signature = _confirm(orderId, provider, AMOUNT, AMOUNT);
        vm.expectRevert(IPaynodeEscrow.NotOperator.selector);
        vm.prank(provider);
        escrow.release(_one(IPaynodeEscrow.Release(orderId, provider, AMOUNT, signature)));
    }

    function test_A_contract_wallet_confirms_through_erc1271() public {
        ContractPayer wallet = new ContractPayer();
        bytes32 orderId = _lock(_paidBy(address(wallet), 1));
        wallet.confirm(escrow.confirmationHash(orderId, provider, AMOUNT, AMOUNT));
        _release(orderId, provider, AMOUNT);
        vm.assertEq(usd.balanceOf(provider), 98_500_000);
    }

    function test_A_wallet_that_burns_all_gas_does_not_stop_the_batch() public {
        ContractPayer wallet = new ContractPayer();
        wallet.burnGas();
        IPaynodeEscrow.Release[] memory batch = new IPaynodeEscrow.Release[](2);
        batch[0] = IPaynodeEscrow.Release(_lock(_paidBy(address(wallet), 1)), provider, AMOUNT, "");
        batch[1] = IPaynodeEscrow.Release(_lock(_terms(2)), provider, AMOUNT, "");
        _expectReleaseSkipped(batch[0].orderId, IPaynodeEscrow.NotConfirmed.selector);
        vm.prank(operator);
        escrow.release{gas: 1_000_000}(batch);
        vm.assertEq(usd.balanceOf(provider), 98_500_000);
    }

    function testFuzz_No_amount_of_gas_skips_a_valid_signature(uint256 gas) public {
        ContractPayer wallet = new ContractPayer();
        bytes32 orderId = _lock(_paidBy(address(wallet), 1));
        wallet.confirm(escrow.confirmationHash(orderId, provider, AMOUNT, AMOUNT));
        wallet.takeGas(200_000);
        IPaynodeEscrow.Release[] memory batch = _one(IPaynodeEscrow.Release(orderId, provider, AMOUNT, ""));
        vm.prank(operator);
        try escrow.release{gas: 30_000 + gas % 500_000}(batch) {
            _assertStatus(orderId, IPaynodeEscrow.OrderStatus.Finished, 0);
        } catch {
            _assertStatus(orderId, IPaynodeEscrow.OrderStatus.Locked, AMOUNT);
        }
    }

    function test_A_confirmed_order_is_refunded_without_any_signature() public {
        bytes32 orderId = _lock(_confirmedTerms());
        vm.warp(deadline);
        _refundBy(stranger, orderId);
        vm.assertEq(usd.balanceOf(refundTo), AMOUNT);
    }

    function test_Nothing_confirms_an_unknown_order() public view {
        vm.assertFalse(escrow.isConfirmed(bytes32(uint256(1)), provider, 1, new bytes(65)));
    }

    function _assertNotConfirmed(bytes32 orderId, address to, uint256 amount, bytes memory signature)
        private
    {
        _expectReleaseSkipped(orderId, IPaynodeEscrow.NotConfirmed.selector);
        _release(orderId, to, amount, signature);
    }

    function _changed(uint256 number) private view returns (IPaynodeEscrow.Terms memory) {
        return _paidBy(payer, number);
    }

    function _paidBy(address wallet, uint256 number)
        private
        view
        returns (IPaynodeEscrow.Terms memory terms)
    {
        terms = _confirmedTerms();
        terms.payer = wallet;
        terms.orderRef = bytes32(number << 128);
    }
}
