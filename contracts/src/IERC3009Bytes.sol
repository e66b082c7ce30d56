// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The form of EIP-3009 that takes any signature, a contract wallet's among them
/// @notice As in Circle's FiatToken v2.2. The escrow uses it for signatures that are not 65 bytes long.
interface IERC3009Bytes {
    /// @notice Moves `value` from the signer `from` to the caller, which must be `to`, and uses up the nonce.
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;
}
