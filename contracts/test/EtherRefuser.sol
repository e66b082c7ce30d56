// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A contract that takes no Ether, and can pass calls on.
contract EtherRefuser {
    function pass(address target, bytes calldata data) external {
        (bool success,) = target.call(data);
        require(success, "call failed");
    }
}
