// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IPaynodeEscrow} from "./IPaynodeEscrow.sol";
import {OrderTerms} from "./OrderTerms.sol";

/// @title What the admin can change: who operates, and the conditions of new orders
/// @dev Nothing here reaches an order that is already locked.
abstract contract EscrowConfiguration is IPaynodeEscrow, Ownable2Step {
    /// @dev All that a lock and the operator's check read, in one storage slot.
    struct Settings {
        address operator;
        uint16 feeBps;
        uint16 formerFeeBps;
        uint40 formerFeeAcceptedUntil;
        bool paused;
    }

    /// @dev A token keeps its number for ever, so that orders can store two bytes in place of its address.
    struct TokenListing {
        uint16 number;
        bool allowed;
    }

    /// @inheritdoc IPaynodeEscrow
    uint64 public constant FEE_GRACE = 7 days;

    Settings internal _settings;

    /// @inheritdoc IPaynodeEscrow
    address public feeReceiver;

    mapping(address token => TokenListing) internal _listings;

    /// @dev The tokens by their number. Numbers start at 1: zero marks an order that was never locked.
    mapping(uint256 number => address) internal _tokens;
    uint16 private _tokenCount;

    constructor(
        address admin,
        address operator_,
        address feeReceiver_,
        uint16 feeBps,
        address[] memory allowedTokens
    ) Ownable(admin) {
        _setOperator(operator_);
        _setFeeReceiver(feeReceiver_);
        _setProtocolFee(feeBps, feeBps, 0);
        for (uint256 i = 0; i < allowedTokens.length; ++i) {
            _setTokenAllowed(allowedTokens[i], true);
        }
    }

    /// @inheritdoc IPaynodeEscrow
    function setOperator(address operator_) external onlyOwner {
        _setOperator(operator_);
    }

    /// @inheritdoc IPaynodeEscrow
    function setFeeReceiver(address feeReceiver_) external onlyOwner {
        _setFeeReceiver(feeReceiver_);
    }

    /// @inheritdoc IPaynodeEscrow
    function setProtocolFee(uint16 feeBps) external onlyOwner {
        _setProtocolFee(feeBps, _settings.feeBps, uint40(block.timestamp + FEE_GRACE));
    }

    /// @inheritdoc IPaynodeEscrow
    function setTokenAllowed(address token, bool allowed) external onlyOwner {
        _setTokenAllowed(token, allowed);
    }

    /// @inheritdoc IPaynodeEscrow
    function pauseNewOrders() external {
        if (msg.sender != _settings.operator && msg.sender != owner()) revert NotOperatorOrAdmin();
        _setPaused(true);
    }

    /// @inheritdoc IPaynodeEscrow
    function resumeNewOrders() external onlyOwner {
        _setPaused(false);
    }

    /// @notice Refused: without an admin a lost or stolen operator key could never be replaced.
    function renounceOwnership() public pure override {
        revert InvalidAddress();
    }

    /// @inheritdoc IPaynodeEscrow
    function operator() external view returns (address) {
        return _settings.operator;
    }

    /// @inheritdoc IPaynodeEscrow
    function protocolFeeBps() external view returns (uint16) {
        return _settings.feeBps;
    }

    /// @inheritdoc IPaynodeEscrow
    function newOrdersPaused() external view returns (bool) {
        return _settings.paused;
    }

    /// @inheritdoc IPaynodeEscrow
    function isTokenAllowed(address token) external view returns (bool) {
        return _listings[token].allowed;
    }

    /// @inheritdoc IPaynodeEscrow
    function MAX_PROTOCOL_FEE_BPS() external pure returns (uint16) {
        return OrderTerms.MAX_PROTOCOL_FEE_BPS;
    }

    /// @inheritdoc IPaynodeEscrow
    function MAX_INTEGRATOR_FEE_BPS() external pure returns (uint16) {
        return OrderTerms.MAX_INTEGRATOR_FEE_BPS;
    }

    /// @dev Whether an order made with this fee can be funded now. The former fee stays good for a while: terms
    /// are quoted before they are funded, and a change must not take the payer by surprise.
    function _isFeeAccepted(Settings memory settings, uint16 feeBps) internal view returns (bool) {
        return feeBps == settings.feeBps
            || (feeBps == settings.formerFeeBps && block.timestamp < settings.formerFeeAcceptedUntil);
    }

    function _setOperator(address operator_) private {
        if (operator_ == address(0) || operator_ == address(this)) revert InvalidAddress();
        _settings.operator = operator_;
        emit OperatorChanged(operator_);
    }

    function _setFeeReceiver(address feeReceiver_) private {
        if (feeReceiver_ == address(0) || feeReceiver_ == address(this)) revert InvalidAddress();
        feeReceiver = feeReceiver_;
        emit FeeReceiverChanged(feeReceiver_);
    }

    function _setProtocolFee(uint16 feeBps, uint16 formerFeeBps, uint40 formerAcceptedUntil) private {
        if (feeBps > OrderTerms.MAX_PROTOCOL_FEE_BPS) revert ProtocolFeeTooHigh();
        _settings.feeBps = feeBps;
        _settings.formerFeeBps = formerFeeBps;
        _settings.formerFeeAcceptedUntil = formerAcceptedUntil;
        emit ProtocolFeeChanged(feeBps, formerFeeBps, formerAcceptedUntil);
    }

    function _setTokenAllowed(address token, bool allowed) private {
        if (token.code.length == 0) revert InvalidToken();
        TokenListing storage listing = _listings[token];
        if (listing.number == 0) {
            if (_tokenCount == type(uint16).max) revert TooManyTokens();
            listing.number = ++_tokenCount;
            _tokens[listing.number] = token;
        }
        listing.allowed = allowed;
        emit TokenAllowed(token, allowed);
    }

    function _setPaused(bool paused) private {
        _settings.paused = paused;
        emit NewOrdersPaused(paused);
    }
}
