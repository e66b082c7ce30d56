// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @notice A contract wallet that confirms one hash at a price in gas, or burns all the gas it is given.
contract ContractPayer is IERC1271 {
    bytes32 public confirmed;
    bool public burning;
    uint256 public cost;

    function confirm(bytes32 hash) external {
        confirmed = hash;
    }

    function takeGas(uint256 cost_) external {
        cost = cost_;
    }

    function burnGas() external {
        burning = true;
    }

    function isValidSignature(bytes32 hash, bytes memory) external view returns (bytes4) {
        uint256 before = gasleft();
        while (burning || before - gasleft() < cost) {}
        return hash == confirmed ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}
