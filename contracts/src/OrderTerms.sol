// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPaynodeEscrow} from "./IPaynodeEscrow.sol";

/// @title What an order's terms hash to, and which terms an order can have at all
library OrderTerms {
    bytes32 internal constant TYPEHASH = keccak256(
        "Order(uint256 chainId,address escrow,bytes32 orderRef,address token,uint256 amount,address payer,"
        "address refundTo,uint64 deadline,uint16 protocolFeeBps,uint16 integratorFeeBps,address integrator,"
        "uint8 mode)"
    );

    /// @dev 1 %.
    uint16 internal constant MAX_PROTOCOL_FEE_BPS = 100;

    /// @dev 10 %: above it a mistake is likelier than a business.
    uint16 internal constant MAX_INTEGRATOR_FEE_BPS = 1000;

    /// @notice The order's id in the escrow `address(this)` on this chain.
    function id(IPaynodeEscrow.Terms calldata terms) internal view returns (bytes32) {
        // All fields are static, so that the struct encodes as its fields in their order.
        return keccak256(abi.encode(TYPEHASH, block.chainid, address(this), terms));
    }

    /// @notice Reverts for terms that no order can have, whatever the time and the configuration.
    function requireSound(IPaynodeEscrow.Terms calldata terms) internal view {
        if (terms.amount == 0) revert IPaynodeEscrow.ZeroAmount();
        if (terms.amount > type(uint96).max) revert IPaynodeEscrow.AmountTooLarge();
        if (terms.token == address(0)) revert IPaynodeEscrow.InvalidToken();
        if (_cannotReceive(terms.refundTo)) revert IPaynodeEscrow.InvalidRefundAddress();
        if (terms.deadline > type(uint40).max) revert IPaynodeEscrow.InvalidDeadline();
        if (terms.protocolFeeBps > MAX_PROTOCOL_FEE_BPS) revert IPaynodeEscrow.ProtocolFeeTooHigh();
        if (terms.integratorFeeBps > MAX_INTEGRATOR_FEE_BPS) revert IPaynodeEscrow.IntegratorFeeTooHigh();
        if (terms.integratorFeeBps != 0 && _cannotReceive(terms.integrator)) {
            revert IPaynodeEscrow.InvalidIntegrator();
        }
        if (terms.mode == IPaynodeEscrow.ReleaseMode.Confirmed && terms.payer == address(0)) {
            revert IPaynodeEscrow.InvalidPayer();
        }
    }

    function _cannotReceive(address receiver) private view returns (bool) {
        return receiver == address(0) || receiver == address(this);
    }
}
