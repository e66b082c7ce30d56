// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {TransientSlot} from "@openzeppelin/contracts/utils/TransientSlot.sol";

/// @title The payouts that a batch adds up before it makes any
/// @notice Sums are kept in transient storage by token and receiver, so that a receiver gets one transfer a token
/// whatever the order of the batch. Every sum that was added to must be taken before the transaction's next batch.
library Payouts {
    using TransientSlot for *;

    /// @dev The distinct pairs of a batch, in the order of their first appearance.
    struct List {
        address[] tokens;
        address[] receivers;
        uint256 count;
    }

    /// @param capacity The most distinct pairs that can be added.
    function open(uint256 capacity) internal pure returns (List memory list) {
        list.tokens = new address[](capacity);
        list.receivers = new address[](capacity);
    }

    /// @notice Adds to what `receiver` gets in `token`.
    function add(List memory list, address token, address receiver, uint256 amount) internal {
        if (amount == 0) return;
        TransientSlot.Uint256Slot sum = _sumOf(token, receiver);
        uint256 before = sum.tload();
        if (before == 0) {
            list.tokens[list.count] = token;
            list.receivers[list.count] = receiver;
            ++list.count;
        }
        sum.tstore(before + amount);
    }

    /// @notice The sum of one pair, which is forgotten with this.
    function take(address token, address receiver) internal returns (uint256 amount) {
        TransientSlot.Uint256Slot sum = _sumOf(token, receiver);
        amount = sum.tload();
        sum.tstore(0);
    }

    function _sumOf(address token, address receiver) private pure returns (TransientSlot.Uint256Slot) {
        return Hashes.efficientKeccak256(
                bytes32(uint256(uint160(token))), bytes32(uint256(uint160(receiver)))
            ).asUint256();
    }
}
