// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPaynodeEscrow} from "../src/IPaynodeEscrow.sol";

/// @notice The escrow with what it inherits from OpenZeppelin: the admin is the `owner`.
interface IEscrow is IPaynodeEscrow {
    function owner() external view returns (address);
    function pendingOwner() external view returns (address);
    function transferOwnership(address newOwner) external;
    function acceptOwnership() external;
    function renounceOwnership() external;
}
