// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The calls of the incumbent's published interface that are compared.
interface IIncumbentFloor {
    function setFee(address token, uint256 fee) external;
    function createOrder(
        address token,
        uint256 amount,
        uint96 rate,
        address senderFeeRecipient,
        uint256 senderFee,
        address refundAddress,
        string calldata messageHash
    ) external returns (bytes32 orderId);
    function settle(bytes32 splitOrderId, bytes32 orderId, address provider, uint64 percent, uint64 rebate)
        external;
    function refund(uint256 fee, bytes32 orderId) external;
}
