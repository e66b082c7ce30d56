// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice Delivers one per cent less than it is asked to, once its fee is switched on.
contract FeeToken is ERC20 {
    bool public charging = true;

    constructor() ERC20("Fee", "FEE") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function setCharging(bool charging_) external {
        charging = charging_;
    }

    function _update(address from, address to, uint256 value) internal override {
        if (!charging || from == address(0)) return super._update(from, to, value);
        super._update(from, to, value - value / 100);
        super._update(from, address(0xfee), value / 100);
    }
}
