// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";

/// @title The code behind every order's deposit address
/// @notice Obeys the escrow that deployed it, and nobody else. It has no key and takes no Ether: what was sent
/// before it was deployed can be sent on, what is sent later bounces.
contract DepositAddress {
    using SafeERC20 for IERC20;

    address private immutable ESCROW = msg.sender;

    error NotEscrow();

    /// @notice Sends tokens, or Ether as token zero.
    /// @return sent False when the token or the receiver refused; nothing has moved then.
    function send(address token, address to, uint256 amount) external returns (bool sent) {
        if (msg.sender != ESCROW) revert NotEscrow();
        // What the receiver answers is not copied: it could be made large to waste the caller's gas.
        if (token == address(0)) return LowLevelCall.callNoReturn(to, amount, "");
        return IERC20(token).trySafeTransfer(to, amount);
    }
}
