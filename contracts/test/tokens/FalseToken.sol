// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Says false where others revert, and can be told to refuse everything.
contract FalseToken {
    mapping(address account => uint256) public balanceOf;
    bool public refusing;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function setRefusing(bool refusing_) external {
        refusing = refusing_;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        return _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        return _move(from, to, amount);
    }

    function _move(address from, address to, uint256 amount) private returns (bool) {
        if (refusing || balanceOf[from] < amount) return false;
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
        return true;
    }
}
