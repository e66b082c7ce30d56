// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice Refuses transfers with a megabyte of revert data, to make its caller pay for copying it.
contract BombToken is ERC20 {
    bool public armed;

    constructor() ERC20("Bomb", "BOMB") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function setArmed(bool armed_) external {
        armed = armed_;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        if (armed) {
            assembly ("memory-safe") {
                revert(0, 1000000)
            }
        }
        return super.transfer(to, amount);
    }
}
