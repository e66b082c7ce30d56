// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice Calls back into a contract in the middle of every transfer, and remembers whether that went through.
contract ReentrantToken is ERC20 {
    address public target;
    bytes public call;
    uint256 public attempts;
    uint256 public successes;
    bytes4 public lastError;

    constructor() ERC20("Reentrant", "REE") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function reenter(address target_, bytes calldata call_) external {
        target = target_;
        call = call_;
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        if (target == address(0) || from == address(0)) return;
        ++attempts;
        (bool success, bytes memory answer) = target.call(call);
        if (success) ++successes;
        else lastError = bytes4(answer);
    }
}
