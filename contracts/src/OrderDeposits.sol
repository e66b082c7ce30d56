// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {DepositAddress} from "./DepositAddress.sol";
import {IPaynodeEscrow} from "./IPaynodeEscrow.sol";
import {OrderRegistry} from "./OrderRegistry.sol";
import {OrderTerms} from "./OrderTerms.sol";

/// @title Funding by deposit address, and the way back for all that does not fit
/// @dev A deposit address is a clone whose salt is the order id, deployed when it is first emptied. Terms that no
/// order can have get no address, so that the refund address is always one that can be paid.
abstract contract OrderDeposits is OrderRegistry, ReentrancyGuardTransient {
    using OrderTerms for Terms;

    /// @dev Each of the three calls between here and the token keeps a 64th of its gas when the token runs out of
    /// it: together less than a 16th.
    uint256 private constant STARVED_GAS_DIVISOR = 16;

    /// @inheritdoc IPaynodeEscrow
    address public immutable depositImplementation = address(new DepositAddress());

    /// @inheritdoc IPaynodeEscrow
    function collect(Terms calldata terms) external nonReentrant {
        terms.requireSound();
        bytes32 orderId = terms.id();
        uint256 balance = _balance(terms.token, _depositAddress(orderId));
        if (balance == 0) revert DepositEmpty();
        if (_refusal(terms, orderId) != 0) {
            _return(orderId, terms.token, terms.refundTo);
        } else if (balance >= terms.amount) {
            _lockDeposit(terms, orderId, balance - terms.amount);
        } else if (_mayEndWaiting(terms)) {
            _return(orderId, terms.token, terms.refundTo);
        } else {
            revert DepositIncomplete(terms.amount, balance);
        }
    }

    /// @inheritdoc IPaynodeEscrow
    function recover(Terms calldata terms, address token) external nonReentrant {
        terms.requireSound();
        bytes32 orderId = terms.id();
        if (token == terms.token && !_mayEndWaiting(terms) && _refusal(terms, orderId) == 0) {
            revert DepositReserved();
        }
        _return(orderId, token, terms.refundTo);
    }

    /// @inheritdoc IPaynodeEscrow
    function recoverTo(Terms calldata terms, address token, address to) external nonReentrant {
        if (msg.sender != terms.refundTo) revert NotRefundAddress();
        if (to == address(0) || to == address(this)) revert InvalidAddress();
        terms.requireSound();
        _return(terms.id(), token, to);
    }

    /// @inheritdoc IPaynodeEscrow
    function depositAddressOf(Terms calldata terms) external view returns (address) {
        terms.requireSound();
        return _depositAddress(terms.id());
    }

    function _lockDeposit(Terms calldata terms, bytes32 orderId, uint256 excess) private {
        DepositAddress deposit = _deployed(orderId);
        _recordLock(terms, orderId, address(deposit));
        uint256 before = _balance(terms.token, address(this));
        if (!deposit.send(terms.token, address(this), terms.amount)) revert TransferFailed();
        _requireReceived(terms, before);
        if (excess != 0) _returnExcess(terms, deposit, excess);
    }

    /// @dev A refund address that the token refuses must not stop the order: the rest can be recovered later. A
    /// caller that gives too little gas must not leave it behind, and is told apart by how little is left.
    function _returnExcess(Terms calldata terms, DepositAddress deposit, uint256 excess) private {
        uint256 gasBefore = gasleft();
        if (deposit.send(terms.token, terms.refundTo, excess)) {
            emit DepositReturned(address(deposit), terms.token, terms.refundTo, excess);
        } else if (gasleft() < gasBefore / STARVED_GAS_DIVISOR) {
            revert TransferFailed();
        }
    }

    function _return(bytes32 orderId, address token, address to) private {
        DepositAddress deposit = _deployed(orderId);
        uint256 amount = _balance(token, address(deposit));
        if (amount == 0) revert DepositEmpty();
        if (!deposit.send(token, to, amount)) revert TransferFailed();
        emit DepositReturned(address(deposit), token, to, amount);
    }

    /// @dev A token that takes a fee on transfer would leave the escrow short of what it owes.
    function _requireReceived(Terms calldata terms, uint256 balanceBefore) internal view {
        uint256 received = _balance(terms.token, address(this)) - balanceBefore;
        if (received != terms.amount) revert UnexpectedAmount(terms.amount, received);
    }

    function _balance(address token, address holder) internal view returns (uint256) {
        return token == address(0) ? holder.balance : IERC20(token).balanceOf(holder);
    }

    /// @dev Those who can give up an order that waits for its deposit: whose money it is, and the operator, who
    /// can refund it in any case.
    function _mayEndWaiting(Terms calldata terms) private view returns (bool) {
        return msg.sender == terms.refundTo || msg.sender == terms.payer || msg.sender == _settings.operator;
    }

    function _deployed(bytes32 orderId) private returns (DepositAddress) {
        address deposit = _depositAddress(orderId);
        if (deposit.code.length == 0) Clones.cloneDeterministic(depositImplementation, orderId);
        return DepositAddress(deposit);
    }

    function _depositAddress(bytes32 orderId) private view returns (address) {
        return Clones.predictDeterministicAddress(depositImplementation, orderId);
    }
}
