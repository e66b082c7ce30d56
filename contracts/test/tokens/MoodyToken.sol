// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice Eighteen decimals, and a list of accounts that it neither pays nor takes from, as large dollar tokens
/// have. Can be told to stop all transfers.
contract MoodyToken is ERC20 {
    mapping(address account => bool) public isBlocked;
    bool public stopped;

    error Blocked();

    constructor() ERC20("Moody", "MOOD") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function setBlocked(address account, bool blocked) external {
        isBlocked[account] = blocked;
    }

    function setStopped(bool stopped_) external {
        stopped = stopped_;
    }

    function _update(address from, address to, uint256 value) internal override {
        if (stopped || isBlocked[from] || isBlocked[to]) revert Blocked();
        super._update(from, to, value);
    }
}
